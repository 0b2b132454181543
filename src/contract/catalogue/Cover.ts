import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { declare, members } from "../Problem.ts"

/** What a cover may be: no format that carries programs. */
export const PictureType = Schema.Literals(["image/png", "image/jpeg", "image/webp"])
export type PictureType = typeof PictureType.Type

/** Pixels that the shorter and the longer side of a cover may have. */
export const leastPixels = 16
export const mostPixels = 6000
/** Bytes of a cover. */
export const mostCoverBytes = 5 * 1024 * 1024

/** The picture of a book. It changes without the book: its version is its own, and the book's `version` stays. */
export const Cover = Schema.Struct({
  version: Schema.String.annotate({
    description:
      "Made of the picture: another one has another version. Put it into the address as `?v=` to see changes",
    examples: ["9f2b7c1e04d5a683"]
  }),
  contentType: PictureType,
  width: Schema.Int.annotate({ description: "Pixels" }),
  height: Schema.Int.annotate({ description: "Pixels" }),
  source: Schema.Literals(["upload", "page"]).annotate({
    description: "Whether somebody uploaded it, or it is the first page of the book's file"
  })
}).annotate({ identifier: "Cover" })
export type Cover = typeof Cover.Type

export class CoverNotFound extends HttpApiError.Problem<CoverNotFound>()(
  "CoverNotFound",
  declare({ code: "COVER_NOT_FOUND", status: 404, title: "The book has no cover" }),
  members("COVER_NOT_FOUND")
) {}

/** Neither PNG nor JPEG nor WebP, whatever it is called. */
export class UnsupportedPictureType extends HttpApiError.Problem<UnsupportedPictureType>()(
  "UnsupportedPictureType",
  declare({ code: "UNSUPPORTED_PICTURE_TYPE", status: 415, title: "Only PNG, JPEG and WebP pictures are taken" }),
  members("UNSUPPORTED_PICTURE_TYPE")
) {}

/** Begins like a picture, but is none, or not a whole one. */
export class PictureUnreadable extends HttpApiError.Problem<PictureUnreadable>()(
  "PictureUnreadable",
  declare({ code: "PICTURE_UNREADABLE", status: 422, title: "The picture cannot be read" }),
  members("PICTURE_UNREADABLE")
) {}

/** Too small to be seen, or larger than anybody shows. */
export class PictureDimensions extends HttpApiError.Problem<PictureDimensions>()(
  "PictureDimensions",
  declare({ code: "PICTURE_DIMENSIONS", status: 422, title: "The picture is too small or too large" }),
  {
    ...members("PICTURE_DIMENSIONS"),
    width: Schema.Int,
    height: Schema.Int,
    leastPixels: Schema.Int,
    mostPixels: Schema.Int
  }
) {}
