import { Config, Context, Effect, Layer, RcRef, Schema, Semaphore } from "effect"
import { Worker } from "node:worker_threads"
import type { LexiconSentiment } from "../sentiment/Lexicon.ts"
import { type ConsensusOptions, consensusOf, type Statement } from "./Consensus.ts"
import { summarise } from "./ExtractiveSummary.ts"
import type { ExtractiveSummary, SummariseOptions } from "./ExtractiveSummary.ts"
import type { WorkerReply, WorkerRequest } from "./ExtractiveWorker.ts"

/** The text took longer than is allowed; its thread was ended. */
export class ExtractiveTimeout extends Schema.TaggedClass<ExtractiveTimeout>()("ExtractiveTimeout", {
  seconds: Schema.Finite
}) {}

/** The thread ended or threw: out of memory, or a defect. The next text gets a new one. */
export class ExtractiveCrashed extends Schema.TaggedClass<ExtractiveCrashed>()("ExtractiveCrashed", {
  detail: Schema.String
}) {}

/** Why a text was not read. */
export class ExtractiveError extends Schema.TaggedError<ExtractiveError>()("ExtractiveError", {
  reason: Schema.Union([ExtractiveTimeout, ExtractiveCrashed])
}) {
  override get message() {
    return this.reason._tag === "ExtractiveTimeout"
      ? `No answer within ${this.reason.seconds} s`
      : `The reading thread failed: ${this.reason.detail}`
  }
}

const crashed = (detail: string) => new ExtractiveError({ reason: new ExtractiveCrashed({ detail }) })

/** How the thread is run. */
export interface ThreadOptions {
  readonly timeoutSeconds: number
  /** The module that the thread runs; it speaks as `ExtractiveWorker.ts` does. */
  readonly entry?: URL
}

const ownEntry = new URL("./ExtractiveWorker.ts", import.meta.url)
const heapMegabytes = 512

const startThread = (entry: URL) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const thread = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } })
      // Without a listener an error between two texts would end the process; the next text will notice.
      return thread.on("error", () => undefined)
    }),
    (thread) => Effect.promise(() => thread.terminate())
  )

/** Node gives an ended thread the id -1. */
const hasEnded = (thread: Worker) => thread.threadId === -1

/**
 * Sends one request and waits for its answer. Sending copies the text in one go: a millisecond or two for a million
 * characters. The thread must not be used again when this fails or is interrupted.
 */
const ask = (thread: Worker, request: WorkerRequest) =>
  Effect.callback<Answered, ExtractiveError>((resume) => {
    const forget = () => thread.off("message", onMessage).off("error", onError).off("exit", onExit)
    const answer = (result: Effect.Effect<Answered, ExtractiveError>) => {
      forget()
      resume(result)
    }
    const onMessage = (reply: WorkerReply) =>
      answer(reply._tag === "Broken" ? Effect.fail(crashed(reply.message)) : Effect.succeed(reply))
    const onError = (cause: unknown) => answer(Effect.fail(crashed(String(cause))))
    const onExit = (code: number) => answer(Effect.fail(crashed(`exit code ${code}`)))
    thread.on("message", onMessage).on("error", onError).on("exit", onExit)
    if (hasEnded(thread)) onExit(0)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    else thread.postMessage(request)
    return Effect.sync(forget)
  })

type Answered = Exclude<WorkerReply, { readonly _tag: "Broken" }>

const astray = (reply: Answered) => crashed(`it answered ${reply._tag} to another question`)

/** The calls, over whatever answers requests. */
const callsOver = (answerTo: (request: WorkerRequest) => Effect.Effect<Answered, ExtractiveError>) =>
  Extractive.of({
    summarise: Effect.fn("Extractive.summarise")(function* (text, options) {
      const reply = yield* answerTo({ _tag: "Summarise", text, options })
      return reply._tag === "Summarised" ? reply.summary : yield* astray(reply)
    }),
    agree: Effect.fn("Extractive.agree")(function* (statements, options) {
      const reply = yield* answerTo({ _tag: "Agree", statements, options })
      return reply._tag === "Agreed" ? reply.text : yield* astray(reply)
    }),
    feel: Effect.fn("Extractive.feel")(function* (text) {
      const reply = yield* answerTo({ _tag: "Feel", text })
      return reply._tag === "Felt" ? reply.sentiment : yield* astray(reply)
    })
  })

/** Texts read without a model or a network: by their own sentences and by word lists. The same answer every time. */
export class Extractive extends Context.Service<
  Extractive,
  {
    /**
     * The most telling sentences of a text of any length. Texts wait for each other; interrupting a call ends its work
     * at once.
     */
    summarise(text: string, options: SummariseOptions): Effect.Effect<ExtractiveSummary, ExtractiveError>
    /** What many statements agree on, in their own sentences (`Consensus.ts`). */
    agree(statements: ReadonlyArray<Statement>, options: ConsensusOptions): Effect.Effect<string, ExtractiveError>
    /** How an English text sounds (`Lexicon.ts`). */
    feel(text: string): Effect.Effect<LexiconSentiment, ExtractiveError>
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
  static readonly layerThread = (settings: ThreadOptions) =>
    Layer.effect(
      Extractive,
      Effect.gen(function* () {
        const turn = yield* Semaphore.make(1)
        const threads = yield* RcRef.make({
          acquire: startThread(settings.entry ?? ownEntry),
          idleTimeToLive: "5 minutes"
        })
        const late = new ExtractiveError({ reason: new ExtractiveTimeout({ seconds: settings.timeoutSeconds }) })
        const once = Effect.fnUntraced(function* (request: WorkerRequest) {
          const thread = yield* RcRef.get(threads)
          return yield* ask(thread, request).pipe(
            Effect.timeoutOrElse({ duration: `${settings.timeoutSeconds} seconds`, orElse: () => Effect.fail(late) }),
            Effect.onError(() => RcRef.invalidate(threads))
          )
        }, Effect.scoped)
        return callsOver((request) => turn.withPermit(once(request)))
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
