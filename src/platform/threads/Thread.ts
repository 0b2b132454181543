import { Duration, Effect, RcRef, Schema, Semaphore } from "effect"
import { Worker } from "node:worker_threads"
import type { TaskReply, TaskRequest, Tasks } from "./Tasks.ts"

/** The answer took longer than is allowed; the thread was ended. */
export class ThreadTimeout extends Schema.TaggedClass<ThreadTimeout>()("ThreadTimeout", {
  seconds: Schema.Finite
}) {}

/** The thread ended or threw: out of memory, or a defect. The next request gets a new one. */
export class ThreadCrashed extends Schema.TaggedClass<ThreadCrashed>()("ThreadCrashed", {
  detail: Schema.String
}) {}

/** Why a thread gave no answer. */
export class ThreadError extends Schema.TaggedError<ThreadError>()("ThreadError", {
  reason: Schema.Union([ThreadTimeout, ThreadCrashed])
}) {
  override get message() {
    return this.reason._tag === "ThreadTimeout"
      ? `No answer within ${this.reason.seconds} s`
      : `The thread failed: ${this.reason.detail}`
  }
}

const crashed = (detail: string) => new ThreadError({ reason: new ThreadCrashed({ detail }) })

/** How a thread is run. */
export interface ThreadOptions {
  /** The module that it runs; its last line is `offer(tasks)`. */
  readonly entry: URL
  /** How long one answer may take. */
  readonly timeoutSeconds: number
  /** Of its heap; 512 unless told. Typed arrays do not count. */
  readonly heapMegabytes?: number
  /** How long it is kept without requests; 5 minutes unless told. */
  readonly idle?: Duration.Input
}

/** A thread of its own for what would keep the server from answering. */
export interface Thread<T extends Tasks> {
  /**
   * Does a task there. Requests wait for each other; interrupting one ends its work at once. What the thread remembers
   * is lost whenever a call fails or is interrupted, and when the thread was idle. Sending copies the input in one go:
   * a millisecond or two for a million characters.
   */
  readonly call: <Name extends keyof T & string>(
    name: Name,
    input: Parameters<T[Name]>[0]
  ) => Effect.Effect<Awaited<ReturnType<T[Name]>>, ThreadError>
}

const start = ({ entry, heapMegabytes = 512 }: ThreadOptions) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const worker = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } })
      // Without a listener an error between two requests would end the process; the next request will notice.
      return worker.on("error", () => undefined)
    }),
    (worker) => Effect.promise(() => worker.terminate())
  )

/** Node gives an ended thread the id -1. */
const hasEnded = (worker: Worker) => worker.threadId === -1

/** Sends one request and waits for its answer. The worker must not be used again when this fails or is interrupted. */
const ask = <Output>(worker: Worker, request: TaskRequest<unknown>) =>
  Effect.callback<Output, ThreadError>((resume) => {
    const forget = () => worker.off("message", onMessage).off("error", onError).off("exit", onExit)
    const answer = (result: Effect.Effect<Output, ThreadError>) => {
      forget()
      resume(result)
    }
    const onMessage = (reply: TaskReply<Output>) =>
      answer(reply._tag === "Broken" ? Effect.fail(crashed(reply.message)) : Effect.succeed(reply.output))
    const onError = (cause: unknown) => answer(Effect.fail(crashed(String(cause))))
    const onExit = (code: number) => answer(Effect.fail(crashed(`exit code ${code}`)))
    worker.on("message", onMessage).on("error", onError).on("exit", onExit)
    if (hasEnded(worker)) onExit(0)
    else worker.postMessage(request)
    return Effect.sync(forget)
  })

/**
 * A thread that is started for the first request, kept for the next ones, and let go after idle minutes. An answer that
 * takes too long ends it; the next request gets a new one. Name the type of its tasks:
 * `makeThread<typeof tasks>({ entry: new URL("./CutWorker.ts", import.meta.url), timeoutSeconds: 60 })`.
 */
export const makeThread = Effect.fnUntraced(function* <T extends Tasks>(options: ThreadOptions) {
  const { idle = "5 minutes", timeoutSeconds } = options
  const turn = yield* Semaphore.make(1)
  const workers = yield* RcRef.make({ acquire: start(options), idleTimeToLive: idle })
  const late = new ThreadError({ reason: new ThreadTimeout({ seconds: timeoutSeconds }) })
  const once = Effect.fnUntraced(function* <Output>(request: TaskRequest<unknown>) {
    const worker = yield* RcRef.get(workers)
    return yield* ask<Output>(worker, request).pipe(
      Effect.timeoutOrElse({ duration: Duration.seconds(timeoutSeconds), orElse: () => Effect.fail(late) }),
      Effect.onError(() => RcRef.invalidate(workers))
    )
  }, Effect.scoped)
  const thread: Thread<T> = {
    call: <Name extends keyof T & string>(name: Name, input: Parameters<T[Name]>[0]) =>
      turn.withPermit(once<Awaited<ReturnType<T[Name]>>>({ name, input }))
  }
  return thread
})
