import { parentPort } from "node:worker_threads"
import type { LexiconSentiment } from "../sentiment/Lexicon.ts"
import { type ConsensusOptions, consensusOf, type Statement } from "./Consensus.ts"
import { summarise } from "./ExtractiveSummary.ts"
import type { ExtractiveSummary, SummariseOptions } from "./ExtractiveSummary.ts"

/** One text to summarise. */
export interface SummariseRequest {
  readonly _tag: "Summarise"
  readonly text: string
  readonly options: SummariseOptions
}

/** The worker answers requests one at a time, in order. */
export type WorkerRequest =
  | SummariseRequest
  | { readonly _tag: "Agree"; readonly statements: ReadonlyArray<Statement>; readonly options: ConsensusOptions }
  | { readonly _tag: "Feel"; readonly text: string }

/** What the worker answers to each request. */
export type WorkerReply =
  | { readonly _tag: "Summarised"; readonly summary: ExtractiveSummary }
  | { readonly _tag: "Agreed"; readonly text: string }
  | { readonly _tag: "Felt"; readonly sentiment: LexiconSentiment }
  | { readonly _tag: "Broken"; readonly message: string }

const answer = async (request: WorkerRequest): Promise<WorkerReply> => {
  switch (request._tag) {
    case "Summarise":
      return { _tag: "Summarised", summary: summarise(request.text, request.options) }
    case "Agree":
      return { _tag: "Agreed", text: consensusOf(request.statements, request.options) }
    case "Feel": {
      // The word lists are read when they are first asked for: most threads never do.
      const { lexiconSentiment } = await import("../sentiment/Lexicon.ts")
      return { _tag: "Felt", sentiment: lexiconSentiment(request.text) }
    }
  }
}

const broken = (cause: unknown): WorkerReply => ({ _tag: "Broken", message: String(cause) })

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const send = (reply: WorkerReply) => parentPort?.postMessage(reply)

parentPort?.on("message", (request: WorkerRequest) => answer(request).catch(broken).then(send))
