import { Schema } from "effect"
import { Multipart } from "effect/http"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Authorization, RequiredRole } from "../Authorization.ts"
import { FieldTooLarge, FileEmpty, FileTooLarge, FileTypeMismatch, MalformedMultipart, TooManyParts } from "../File.ts"
import * as Page from "../Page.ts"
import { ReadableBody } from "../Problem.ts"
import { BookId, BookNotFound } from "./Book.ts"
import {
  Cover,
  CoverNotFound,
  PictureDimensions,
  PictureType,
  PictureUnreadable,
  UnsupportedPictureType
} from "./Cover.ts"

const bookParams = { id: BookId }

/** A picture, as `multipart/form-data`. */
const CoverForm = Schema.Struct({ file: Multipart.SingleFileSchema }).annotate({ identifier: "CoverForm" })

/** Why a picture, or the form that brings it, is refused. */
const pictureProblems = [
  UnsupportedPictureType,
  FileTypeMismatch,
  FileEmpty,
  FileTooLarge,
  PictureUnreadable,
  PictureDimensions,
  TooManyParts,
  FieldTooLarge,
  MalformedMultipart
] as const

/** The pictures by which readers know their books. */
export class CoversApi extends HttpApiGroup.make("covers")
  .add(
    HttpApiEndpoint.get("get", "/:id/cover", {
      params: bookParams,
      query: { v: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(64))) },
      headers: { "if-none-match": Schema.optionalKey(Schema.String) },
      success: HttpApiSchema.StreamUint8Array({ contentType: PictureType.literals }),
      error: [BookNotFound, CoverNotFound]
    })
      .annotateMerge(
        Page.describeQuery({
          v: { description: "Not read: `version` of the cover gives each picture an address of its own" }
        })
      )
      .annotateMerge(
        OpenApi.annotations({
          summary: "The book's cover",
          description: "Kept by the caller for a day; `If-None-Match` with its `ETag` answers 304 while it is the same."
        })
      ),
    HttpApiEndpoint.put("put", "/:id/cover", {
      params: bookParams,
      payload: CoverForm.pipe(HttpApiSchema.asMultipartStream()),
      success: Cover,
      error: [BookNotFound, ...pictureProblems]
    })
      .middleware(ReadableBody)
      .annotate(RequiredRole, "librarian")
      .annotateMerge(
        OpenApi.annotations({
          summary: "Give a book its cover",
          description:
            "PNG, JPEG or WebP of 16 to 6000 pixels a side and at most 5 MiB, by its content. The book's `version` stays."
        })
      ),
    HttpApiEndpoint.delete("remove", "/:id/cover", {
      params: bookParams,
      error: [BookNotFound, CoverNotFound]
    })
      .annotate(RequiredRole, "librarian")
      .annotateMerge(
        OpenApi.annotations({
          summary: "Remove a book's cover",
          description:
            "After an uploaded one the first page of the book's PDF is the cover again; removed as well, it stays away until the book gets another file."
        })
      )
  )
  .middleware(Authorization)
  .prefix("/books")
  .annotateMerge(
    OpenApi.annotations({ title: "Covers", description: "The pictures by which readers know their books" })
  ) {}
