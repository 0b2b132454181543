import process from "node:process"
import { parentPort } from "node:worker_threads"
import type { SummariseRequest, WorkerReply } from "#platform/extractive/ExtractiveWorker.ts"

const answer = (text: string): WorkerReply => ({
  _tag: "Summarised",
  summary: { text, sentences: [], language: "und" }
})

/** Answers with the text itself, unless the text tells it to hang, to exit or to throw. */
parentPort?.on("message", ({ text }: SummariseRequest) => {
  if (text === "exit") process.exit(3)
  if (text === "throw") throw new Error("out of paper")
  if (text === "hang") for (let spins = 0; ; spins++);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(answer(text))
})
