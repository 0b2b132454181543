import * as NodeServices from "@effect/platform-node/NodeServices"
import { Context, Effect, Layer, Option, Schema, Stream } from "effect"
import { type PictureFacts, readPicture } from "../pictures/PictureHeader.ts"
import { makeExtractionCommand } from "./ExtractionCommand.ts"
import { extractionLimits } from "./ExtractionConfig.ts"
import { type ExtractionLimits, type PictureNews, reasons } from "./ExtractionNews.ts"
import { crashed, failed, makeReader } from "./ReadingProcess.ts"
import type { TextExtractionError } from "./TextExtractionError.ts"

/** The first page of a document, drawn. */
export interface PagePicture extends PictureFacts {
  readonly bytes: Uint8Array
}

/**
 * Pictures of the first pages of untrusted PDFs, each drawn by a process of its own, as texts are read (`TextExtraction`).
 * Measured on 2 busy cores: 0.4 s and 70 MB for a page of text.
 */
export class FirstPages extends Context.Service<
  FirstPages,
  {
    /**
     * A WebP of 480 pixels across, or fewer where the page is more than twice as high. A blank page is `no_text`. Needs
     * time and memory within the limits, else fails with its reason; interruption kills the drawing process at once.
     */
    readonly draw: <E>(file: Stream.Stream<Uint8Array, E>) => Effect.Effect<PagePicture, TextExtractionError | E>
  }
>()("luminalib/platform/text/FirstPages") {
  static readonly layerNoDeps = (limits: ExtractionLimits) =>
    Layer.effect(
      FirstPages,
      Effect.gen(function* () {
        // One at once: nobody waits for a cover, and texts are read meanwhile.
        const read = yield* makeReader(limits, 1)
        const command = makeExtractionCommand(limits, "picture")
        return FirstPages.of({
          draw: Effect.fn("FirstPages.draw")((file) =>
            read({ command: command("pdf"), file, news: News, understand: pictureOf })
          )
        })
      })
    )

  /** For tests and for programs with limits of their own. */
  static readonly layerFrom = (limits: ExtractionLimits) =>
    FirstPages.layerNoDeps(limits).pipe(Layer.provide(NodeServices.layer))

  /** `EXTRACTION_*`, `MAX_UPLOAD_MB`: see `ExtractionConfig.ts`; never longer than half a minute. */
  static readonly layer = Layer.unwrap(
    Effect.map(extractionLimits, ({ limits }) =>
      FirstPages.layerFrom({ ...limits, timeoutMillis: Math.min(limits.timeoutMillis, mostMillis) })
    )
  )
}

const mostMillis = 30_000

const News: Schema.Codec<PictureNews> = Schema.Union([
  Schema.TaggedStruct("picture", { width: Schema.Int, height: Schema.Int, base64: Schema.String }),
  Schema.TaggedStruct("refused", { reason: Schema.Literals(reasons), detail: Schema.String })
])

/** The process may say that it drew a picture; it is one only if it reads like one. */
const pictureOf = Effect.fnUntraced(function* (news: Stream.Stream<PictureNews, TextExtractionError>) {
  const outcome = yield* Stream.runHead(news)
  if (Option.isNone(outcome)) return Option.none()
  if (outcome.value._tag === "refused") return yield* failed(outcome.value.reason, outcome.value.detail)
  const { base64, height, width } = outcome.value
  const bytes = new Uint8Array(Buffer.from(base64, "base64"))
  const facts = readPicture(bytes)
  if (typeof facts !== "object" || facts.width !== width || facts.height !== height) {
    return yield* crashed("what was drawn is no picture")
  }
  const picture: PagePicture = { ...facts, bytes }
  return Option.some(picture)
})
