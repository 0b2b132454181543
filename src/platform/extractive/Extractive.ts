import { Config, Context, Effect, Layer } from "effect"
import type { LexiconSentiment } from "../sentiment/Lexicon.ts"
import { makeThread, type ThreadError } from "../threads/Thread.ts"
import { type ConsensusOptions, consensusOf, type Statement } from "./Consensus.ts"
import { summarise } from "./ExtractiveSummary.ts"
import type { ExtractiveSummary, SummariseOptions } from "./ExtractiveSummary.ts"
import type { ExtractiveTasks } from "./ExtractiveWorker.ts"

/** How the thread is run. */
export interface ExtractiveOptions {
  readonly timeoutSeconds: number
  /** The module that the thread runs; it offers what `ExtractiveWorker.ts` does. */
  readonly entry?: URL
}

const ownEntry = new URL("./ExtractiveWorker.ts", import.meta.url)

/** Texts read without a model or a network: by their own sentences and by word lists. The same answer every time. */
export class Extractive extends Context.Service<
  Extractive,
  {
    /**
     * The most telling sentences of a text of any length. Texts wait for each other; interrupting a call ends its work
     * at once.
     */
    summarise(text: string, options: SummariseOptions): Effect.Effect<ExtractiveSummary, ThreadError>
    /** What many statements agree on, in their own sentences (`Consensus.ts`). */
    agree(statements: ReadonlyArray<Statement>, options: ConsensusOptions): Effect.Effect<string, ThreadError>
    /** How an English text sounds (`Lexicon.ts`). */
    feel(text: string): Effect.Effect<LexiconSentiment, ThreadError>
  }
>()("luminalib/platform/extractive/Extractive") {
  /** On the caller's thread, blocking it for as long as the text is long: for tests and commands. */
  static readonly layerInline = Layer.succeed(Extractive, {
    summarise: Effect.fn("Extractive.summarise")((text, options) => Effect.sync(() => summarise(text, options))),
    agree: Effect.fn("Extractive.agree")((statements, options) => Effect.sync(() => consensusOf(statements, options))),
    feel: Effect.fn("Extractive.feel")((text) =>
      Effect.map(
        Effect.promise(() => import("../sentiment/Lexicon.ts")),
        ({ lexiconSentiment }) => lexiconSentiment(text)
      )
    )
  })

  /** On one thread that is started for the first text, kept for the next ones, and let go after idle minutes. */
  static readonly layerThread = ({ entry = ownEntry, timeoutSeconds }: ExtractiveOptions) =>
    Layer.effect(
      Extractive,
      Effect.gen(function* () {
        const thread = yield* makeThread<ExtractiveTasks>({ entry, timeoutSeconds })
        return Extractive.of({
          summarise: Effect.fn("Extractive.summarise")((text, options) => thread.call("summarise", { text, options })),
          agree: Effect.fn("Extractive.agree")((statements, options) => thread.call("agree", { statements, options })),
          feel: Effect.fn("Extractive.feel")((text) => thread.call("feel", text))
        })
      })
    )

  /** `EXTRACTIVE_TIMEOUT_SECONDS` (default 60): how long one text may take. */
  static readonly layer = Layer.unwrap(
    Config.Number("EXTRACTIVE_TIMEOUT_SECONDS").pipe(
      Config.withDefault(60),
      Effect.map((timeoutSeconds) => Extractive.layerThread({ timeoutSeconds }))
    )
  )
}
