import { Context, Effect, Layer, Semaphore } from "effect"
import type { Language } from "#platform/extractive/Language.ts"
import { stretches } from "#platform/llm/Stretches.ts"
import { makeThread, type ThreadError } from "#platform/threads/Thread.ts"
import type { Analysed, CutChunk, CutOptions } from "./CutText.ts"
import type { CutTasks } from "./CutWorker.ts"

/** Chunks that are taken from the thread in one go: a few milliseconds of reading them. */
const atOnce = 1_000

/** Cuts and analyses texts of any length while others are served. One thread of each process, texts in turn. */
export class TextCutter extends Context.Service<
  TextCutter,
  {
    readonly cut: (text: string, options: CutOptions) => Effect.Effect<ReadonlyArray<CutChunk>, ThreadError>
    /** A few texts, in order. */
    readonly analyse: (
      texts: ReadonlyArray<string>,
      language: Language
    ) => Effect.Effect<ReadonlyArray<Analysed>, ThreadError>
  }
>()("luminalib/features/intelligence/retrieval/TextCutter") {
  static readonly layer = Layer.effect(
    TextCutter,
    Effect.gen(function* () {
      // Twenty million characters, the longest text there is, take about a minute.
      const thread = yield* makeThread<CutTasks>({
        entry: new URL("./CutWorker.ts", import.meta.url),
        timeoutSeconds: 300,
        heapMegabytes: 1024
      })
      const oneText = yield* Semaphore.make(1)

      const cut = Effect.fnUntraced(function* (text: string, options: CutOptions) {
        yield* thread.call("begin", undefined)
        for (const stretch of stretches(text)) yield* thread.call("append", stretch)
        const count = yield* thread.call("cut", options)
        const chunks: Array<CutChunk> = []
        for (let from = 0; from < count; from += atOnce) {
          chunks.push(...(yield* thread.call("slice", { from, to: from + atOnce })))
        }
        yield* thread.call("begin", undefined)
        return chunks
      })

      return TextCutter.of({
        cut: Effect.fn("TextCutter.cut")((text, options) => oneText.withPermit(cut(text, options))),
        analyse: Effect.fn("TextCutter.analyse")((texts, language) => thread.call("analyse", { texts, language }))
      })
    })
  )
}
