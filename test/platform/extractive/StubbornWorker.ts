import process from "node:process"
import type { SummariseRequest } from "#platform/extractive/ExtractiveWorker.ts"
import { offer } from "#platform/threads/Tasks.ts"

/** Answers with the text itself, unless the text tells it to hang, to exit or to throw. */
offer({
  summarise: ({ text }: SummariseRequest) => {
    if (text === "exit") process.exit(3)
    if (text === "throw") throw new Error("out of paper")
    if (text === "die")
      setImmediate(() => {
        throw new Error("out of paper")
      })
    if (text === "hang") for (let spins = 0; ; spins++);
    return text === "die" ? new Promise(() => undefined) : { text, sentences: [], language: "und" }
  }
})
