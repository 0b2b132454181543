import { parentPort } from "node:worker_threads"
import { summarise } from "./ExtractiveSummary.ts"
import type { ExtractiveSummary, SummariseOptions } from "./ExtractiveSummary.ts"

/** One text to summarise. The worker answers requests one at a time, in order. */
export interface WorkerRequest {
  readonly text: string
  readonly options: SummariseOptions
}

/** What the worker answers to each request. */
export type WorkerReply =
  | { readonly _tag: "Summarised"; readonly summary: ExtractiveSummary }
  | { readonly _tag: "Broken"; readonly message: string }

const reply = ({ options, text }: WorkerRequest): WorkerReply => {
  try {
    return { _tag: "Summarised", summary: summarise(text, options) }
  } catch (cause) {
    return { _tag: "Broken", message: String(cause) }
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.on("message", (request: WorkerRequest) => parentPort?.postMessage(reply(request)))
