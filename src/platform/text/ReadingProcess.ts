import { Duration, Effect, Fiber, Option, type Schema, Semaphore, Stream } from "effect"
import { Ndjson } from "effect/encoding"
import { type ChildProcess, ChildProcessSpawner } from "effect/process"
import type { ExtractionLimits } from "./ExtractionNews.ts"
import { TextExtractionError } from "./TextExtractionError.ts"

/** Longest line of news in bytes: a piece of 65,536 characters, each written as `\uXXXX`, and its frame. */
const MAX_LINE_BYTES = 512 * 1024
/** The process keeps the time itself; this much later it is taken for stuck. */
const GRACE = Duration.seconds(10)

export const failed = (reason: TextExtractionError["reason"], detail: string) =>
  Effect.fail(new TextExtractionError({ reason, detail }))

export const crashed = (detail: string) => failed("crashed", detail)

type Handle = ChildProcessSpawner.ChildProcessHandle

/** The last words on standard error. They are always read: a full pipe would stop the process. */
const complaintsOf = (handle: Handle) =>
  handle.stderr.pipe(
    Stream.decodeText(),
    Stream.runFold(
      () => "",
      (said, more) => (said + more).slice(-8000)
    ),
    Effect.orElseSucceed(() => "")
  )

/** How the process ended that should have spoken: the heap of the reader may take the whole process with it. */
const explainSilence = Effect.fnUntraced(function* (handle: Handle, said: string) {
  const left = yield* Effect.match(handle.exitCode, { onSuccess: (code) => `exit ${code}`, onFailure: String })
  return yield* /heap out of memory|Allocation failed/i.test(said)
    ? failed("out_of_memory", left)
    : crashed(`${left} ${said.slice(-500)}`.trim())
})

/** Hands the file over. Never succeeds: the process has the last word, also when it stops listening early. */
const feed = <E>(handle: Handle, file: Stream.Stream<Uint8Array, E>, limits: ExtractionLimits) =>
  file.pipe(
    Stream.mapError((error) => ({ _tag: "SourceFailed" as const, error })),
    Stream.run(handle.stdin),
    Effect.andThen(Effect.sleep(Duration.sum(Duration.millis(limits.timeoutMillis), GRACE))),
    Effect.andThen(failed("too_slow", "the reading process does not answer")),
    Effect.catchTags({
      PlatformError: () => Effect.never,
      SourceFailed: ({ error }) => Effect.fail(error)
    })
  )

/** What is to be read, and how it is understood. `News` is checked like any other input: its process reads hostile files. */
interface Reading<News, A, E> {
  readonly command: ChildProcess.Command
  readonly file: Stream.Stream<Uint8Array, E>
  readonly news: Schema.Codec<News>
  /** None where the news end without the last word. */
  readonly understand: (
    news: Stream.Stream<News, TextExtractionError>
  ) => Effect.Effect<Option.Option<A>, TextExtractionError>
}

/**
 * Runs processes that read one document each, so many at once, until they have said all: each waits for a free slot and
 * is killed with whoever waits for it.
 */
export const makeReader = Effect.fnUntraced(function* (limits: ExtractionLimits, concurrency: number) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const slots = yield* Semaphore.make(concurrency)

  const listen = Effect.fnUntraced(function* <News, A, E>(handle: Handle, reading: Reading<News, A, E>) {
    const complaints = yield* Effect.forkScoped(complaintsOf(handle))
    const news = handle.stdout.pipe(
      Stream.pipeThroughChannel(Ndjson.decodeSchema(reading.news)({ maxLineBytes: MAX_LINE_BYTES })),
      Stream.catchTag(["NdjsonError", "SchemaError", "PlatformError"], (error) =>
        Stream.fromEffect(crashed(`${error._tag}: ${error.message}`))
      )
    )
    const understood = yield* reading.understand(news)
    if (Option.isSome(understood)) return understood.value
    return yield* explainSilence(handle, yield* Fiber.join(complaints))
  })

  return Effect.fnUntraced(
    function* <News, A, E>(reading: Reading<News, A, E>) {
      const handle = yield* spawner
        .spawn(reading.command)
        .pipe(Effect.catchTag("PlatformError", (error) => crashed(error.message)))
      return yield* Effect.raceFirst(listen(handle, reading), feed(handle, reading.file, limits))
    },
    Effect.scoped,
    slots.withPermit
  )
})
