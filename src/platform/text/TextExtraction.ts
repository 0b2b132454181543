import * as NodeServices from "@effect/platform-node/NodeServices"
import { Context, Effect, Layer, Option, Schema, Stream } from "effect"
import { type ExtractedText, makeAssembly } from "./ExtractedText.ts"
import { makeExtractionCommand } from "./ExtractionCommand.ts"
import { extractionLimits } from "./ExtractionConfig.ts"
import { type ExtractionLimits, type ExtractionNews, reasons } from "./ExtractionNews.ts"
import type { FileType } from "./FileType.ts"
import { newsOfText } from "./TextNews.ts"
import { crashed, failed, makeReader } from "./ReadingProcess.ts"
import type { TextExtractionError } from "./TextExtractionError.ts"

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

  /** `EXTRACTION_*`, `MAX_UPLOAD_MB`: see `ExtractionConfig.ts`. */
  static readonly layer = Layer.unwrap(
    Effect.map(extractionLimits, ({ concurrency, limits }) => TextExtraction.layerFrom(limits, concurrency))
  )
}

const text = Schema.String
const optionalText = Schema.optional(Schema.String)
/** The process reads hostile files: what it says is checked like any other input. */
const News: Schema.Codec<ExtractionNews> = Schema.Union([
  Schema.TaggedStruct("page", { number: Schema.Int, gap: text, text }),
  Schema.TaggedStruct("more", { text }),
  Schema.TaggedStruct("done", { encoding: optionalText, title: optionalText, author: optionalText }),
  Schema.TaggedStruct("refused", { reason: Schema.Literals(reasons), detail: text })
])

/** Puts the pages together as they come. */
const textOf = (limits: ExtractionLimits) =>
  Effect.fnUntraced(function* (news: Stream.Stream<ExtractionNews, TextExtractionError>) {
    const assembly = makeAssembly()
    const outcome = yield* news.pipe(
      Stream.tap((news) => {
        if (news._tag === "page" || news._tag === "more") assembly.take(news)
        return assembly.length() > 2 * limits.maxCharacters ? crashed("more text than allowed") : Effect.void
      }),
      Stream.filter((news) => news._tag === "done" || news._tag === "refused"),
      Stream.runHead
    )
    if (Option.isNone(outcome)) return Option.none()
    if (outcome.value._tag === "refused") return yield* failed(outcome.value.reason, outcome.value.detail)
    return Option.some(assembly.finish(outcome.value))
  })

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
  const read = yield* makeReader(limits, concurrency)
  const command = makeExtractionCommand(limits)
  const extract = Effect.fn("TextExtraction.extract")(function* <E>(
    file: Stream.Stream<Uint8Array, E>,
    type: FileType,
    size = Infinity
  ) {
    yield* Effect.annotateCurrentSpan({ type })
    if (type === "txt" && size <= SHORT_TEXT) return yield* readShortText(file, limits)
    return yield* read({ command: command(type), file, news: News, understand: textOf(limits) })
  })
  return TextExtraction.of({ extract })
})
