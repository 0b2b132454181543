import * as NodeServices from "@effect/platform-node/NodeServices"
import { Config, Context, Duration, Effect, Fiber, Layer, Schema, Semaphore, Stream } from "effect"
import { Ndjson } from "effect/encoding"
import { ChildProcessSpawner } from "effect/process"
import { type ExtractedText, makeAssembly } from "./ExtractedText.ts"
import { makeExtractionCommand } from "./ExtractionCommand.ts"
import { type ExtractionLimits, type ExtractionNews, reasons } from "./ExtractionNews.ts"
import type { FileType } from "./FileType.ts"
import { newsOfText } from "./TextNews.ts"
import { TextExtractionError } from "./TextExtractionError.ts"

/**
 * Text out of untrusted files. Each document is read by a process of its own, because only a process has memory that
 * can be measured and ended alone: buffers count in no heap limit of a thread, and in a shared process a bomb of
 * deflate cannot be told from its neighbour. It also takes away what a hostile file could reach: files, programs, the
 * environment. Measured on 2 busy cores: 0.2 to 0.3 s a document more than a thread (0.5 against 0.2 s for 3 pages),
 * none to be seen at 300 pages (2.1 s), 317 MB at 3,000; the server's event loop does nothing but take in pages.
 */
export class TextExtraction extends Context.Service<
  TextExtraction,
  {
    /**
     * Reads the file as the type that `detectFileType` found. The stream is passed on as it comes, so the file is never
     * whole in this process; it is left where it stands when the outcome is known earlier. Waits for a free slot first.
     * Interruption kills the reading process at once. Needs time and memory within the limits, else fails with its
     * reason. `size` in bytes, where it is known, spares a short text the process: it needs no parser.
     */
    readonly extract: <E>(
      file: Stream.Stream<Uint8Array, E>,
      type: FileType,
      size?: number
    ) => Effect.Effect<ExtractedText, TextExtractionError | E>
  }
>()("luminalib/platform/text/TextExtraction") {
  static readonly layerNoDeps = (limits: ExtractionLimits, concurrency: number) =>
    Layer.effect(TextExtraction, make(limits, concurrency))

  /** For tests and for programs with limits of their own. */
  static readonly layerFrom = (limits: ExtractionLimits, concurrency: number) =>
    TextExtraction.layerNoDeps(limits, concurrency).pipe(Layer.provide(NodeServices.layer))

  /**
   * `EXTRACTION_TIMEOUT_SECONDS` (120), from the last byte of the file on; `EXTRACTION_MEMORY_MB` (512) that one
   * process may add to what Node takes by itself, the file and the parser (about 60) included; `EXTRACTION_MAX_PAGES`
   * (5000); `EXTRACTION_MAX_CHARACTERS` (20 million) of text; `EXTRACTION_CONCURRENCY` (2) processes at once;
   * `MAX_UPLOAD_MB` (50), as for uploads.
   */
  static readonly layer = Layer.unwrap(
    Effect.gen(function* () {
      const megabytes = yield* positive("MAX_UPLOAD_MB", 50)
      const limits = {
        maxBytes: megabytes * 1024 * 1024,
        maxCharacters: yield* positive("EXTRACTION_MAX_CHARACTERS", 20_000_000),
        maxPages: yield* positive("EXTRACTION_MAX_PAGES", 5000),
        timeoutMillis: (yield* positive("EXTRACTION_TIMEOUT_SECONDS", 120)) * 1000,
        memoryMegabytes: yield* positive("EXTRACTION_MEMORY_MB", 512)
      }
      return TextExtraction.layerFrom(limits, yield* positive("EXTRACTION_CONCURRENCY", 2))
    })
  )
}

const positive = (name: string, fallback: number) =>
  Config.schema(Schema.FiniteFromString.check(Schema.isInt(), Schema.isGreaterThan(0)), name).pipe(
    Config.withDefault(fallback)
  )

const text = Schema.String
const optionalText = Schema.optional(Schema.String)
/** The process reads hostile files: what it says is checked like any other input. */
const News: Schema.Codec<ExtractionNews> = Schema.Union([
  Schema.TaggedStruct("page", { number: Schema.Int, gap: text, text }),
  Schema.TaggedStruct("more", { text }),
  Schema.TaggedStruct("done", { encoding: optionalText, title: optionalText, author: optionalText }),
  Schema.TaggedStruct("refused", { reason: Schema.Literals(reasons), detail: text })
])

/** Longest line of news in bytes: a piece of 65,536 characters, each written as `\uXXXX`, and its frame. */
const MAX_LINE_BYTES = 512 * 1024
/** The process keeps the time itself; this much later it is taken for stuck. */
const GRACE = Duration.seconds(10)

const failed = (reason: TextExtractionError["reason"], detail: string) =>
  Effect.fail(new TextExtractionError({ reason, detail }))

const crashed = (detail: string) => failed("crashed", detail)

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

const listen = Effect.fnUntraced(function* (handle: Handle, limits: ExtractionLimits) {
  const complaints = yield* Effect.forkScoped(complaintsOf(handle))
  const assembly = makeAssembly()
  const outcome = yield* handle.stdout.pipe(
    Stream.pipeThroughChannel(Ndjson.decodeSchema(News)({ maxLineBytes: MAX_LINE_BYTES })),
    Stream.tap((news) => {
      if (news._tag === "page" || news._tag === "more") assembly.take(news)
      return assembly.length() > 2 * limits.maxCharacters ? crashed("more text than allowed") : Effect.void
    }),
    Stream.filter((news) => news._tag === "done" || news._tag === "refused"),
    Stream.runHead,
    Effect.catchTag(["NdjsonError", "SchemaError", "PlatformError"], (error) =>
      crashed(`${error._tag}: ${error.message}`)
    )
  )
  if (outcome._tag === "None") return yield* explainSilence(handle, yield* Fiber.join(complaints))
  if (outcome.value._tag === "refused") return yield* failed(outcome.value.reason, outcome.value.detail)
  return assembly.finish(outcome.value)
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

/** Bytes of a text that is read within some milliseconds: a process would take a hundred times as long. */
const SHORT_TEXT = 256 * 1024

const readShortText = Effect.fnUntraced(function* <E>(file: Stream.Stream<Uint8Array, E>, limits: ExtractionLimits) {
  const chunks = yield* Stream.runCollect(file)
  const assembly = makeAssembly()
  for (const news of newsOfText(Buffer.concat(chunks), limits)) {
    if (news._tag === "refused") return yield* failed(news.reason, news.detail)
    if (news._tag === "done") return assembly.finish(news)
    assembly.take(news)
  }
  return yield* crashed("the text has no end")
})

const make = Effect.fnUntraced(function* (limits: ExtractionLimits, concurrency: number) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const slots = yield* Semaphore.make(concurrency)
  const command = makeExtractionCommand(limits)
  const readApart = Effect.fnUntraced(
    function* <E>(file: Stream.Stream<Uint8Array, E>, type: FileType) {
      const handle = yield* spawner
        .spawn(command(type))
        .pipe(Effect.catchTag("PlatformError", (error) => crashed(error.message)))
      return yield* Effect.raceFirst(listen(handle, limits), feed(handle, file, limits))
    },
    Effect.scoped,
    slots.withPermit
  )
  const extract = Effect.fn("TextExtraction.extract")(function* <E>(
    file: Stream.Stream<Uint8Array, E>,
    type: FileType,
    size = Infinity
  ) {
    yield* Effect.annotateCurrentSpan({ type })
    return yield* type === "txt" && size <= SHORT_TEXT ? readShortText(file, limits) : readApart(file, type)
  })
  return TextExtraction.of({ extract })
})
