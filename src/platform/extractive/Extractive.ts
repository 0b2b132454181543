import { Config, Context, Effect, Layer, RcRef, Schema, Semaphore } from "effect"
import { Worker } from "node:worker_threads"
import { summarise } from "./ExtractiveSummary.ts"
import type { ExtractiveSummary, SummariseOptions } from "./ExtractiveSummary.ts"
import type { WorkerReply } from "./ExtractiveWorker.ts"

/** The text took longer than is allowed; its thread was ended. */
export class ExtractiveTimeout extends Schema.TaggedClass<ExtractiveTimeout>()("ExtractiveTimeout", {
  seconds: Schema.Finite
}) {}

/** The thread ended or threw: out of memory, or a defect. The next text gets a new one. */
export class ExtractiveCrashed extends Schema.TaggedClass<ExtractiveCrashed>()("ExtractiveCrashed", {
  detail: Schema.String
}) {}

/** Why a text was not summarised. */
export class ExtractiveError extends Schema.TaggedError<ExtractiveError>()("ExtractiveError", {
  reason: Schema.Union([ExtractiveTimeout, ExtractiveCrashed])
}) {
  override get message() {
    return this.reason._tag === "ExtractiveTimeout"
      ? `No summary within ${this.reason.seconds} s`
      : `The summary thread failed: ${this.reason.detail}`
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
 * Sends one text and waits for its answer. Sending copies the text in one go: a millisecond or two for a million
 * characters. The thread must not be used again when this fails or is interrupted.
 */
const ask = (thread: Worker, text: string, options: SummariseOptions) =>
  Effect.callback<ExtractiveSummary, ExtractiveError>((resume) => {
    const forget = () => thread.off("message", onMessage).off("error", onError).off("exit", onExit)
    const answer = (result: Effect.Effect<ExtractiveSummary, ExtractiveError>) => {
      forget()
      resume(result)
    }
    const onMessage = (reply: WorkerReply) =>
      answer(reply._tag === "Summarised" ? Effect.succeed(reply.summary) : Effect.fail(crashed(reply.message)))
    const onError = (cause: unknown) => answer(Effect.fail(crashed(String(cause))))
    const onExit = (code: number) => answer(Effect.fail(crashed(`exit code ${code}`)))
    thread.on("message", onMessage).on("error", onError).on("exit", onExit)
    if (hasEnded(thread)) onExit(0)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    else thread.postMessage({ text, options })
    return Effect.sync(forget)
  })

/** Summaries made of the text's own sentences: no model, no network, the same answer every time. */
export class Extractive extends Context.Service<
  Extractive,
  {
    /**
     * The most telling sentences of a text of any length. Texts wait for each other; interrupting a call ends its work
     * at once.
     */
    summarise(text: string, options: SummariseOptions): Effect.Effect<ExtractiveSummary, ExtractiveError>
  }
>()("luminalib/platform/extractive/Extractive") {
  /** On the caller's thread, blocking it for as long as the text is long: for tests and commands. */
  static readonly layerInline = Layer.succeed(Extractive, {
    summarise: Effect.fn("Extractive.summarise")((text, options) => Effect.sync(() => summarise(text, options)))
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
        const once = Effect.fnUntraced(function* (text: string, options: SummariseOptions) {
          const thread = yield* RcRef.get(threads)
          return yield* ask(thread, text, options).pipe(
            Effect.timeoutOrElse({ duration: `${settings.timeoutSeconds} seconds`, orElse: () => Effect.fail(late) }),
            Effect.onError(() => RcRef.invalidate(threads))
          )
        }, Effect.scoped)
        return {
          summarise: Effect.fn("Extractive.summarise")((text, options) => turn.withPermit(once(text, options)))
        }
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
