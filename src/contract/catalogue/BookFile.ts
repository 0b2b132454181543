import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { FileId, FileType } from "../File.ts"
import { declare, members } from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"

export const BookFileId = FileId
export type BookFileId = FileId

/** The text of a book, as it was uploaded. */
export const BookFile = Schema.Struct({
  id: BookFileId,
  name: Schema.String.annotate({ description: "The name it was uploaded under, made safe to show" }),
  type: FileType.annotate({ description: "Decided by its content, never by its name" }),
  size: Schema.Int.annotate({ description: "Bytes" }),
  sha256: Schema.String,
  uploadedAt: Timestamp
}).annotate({ identifier: "BookFile" })
export type BookFile = typeof BookFile.Type

export class BookFileNotFound extends HttpApiError.Problem<BookFileNotFound>()(
  "BookFileNotFound",
  declare({ code: "BOOK_FILE_NOT_FOUND", status: 404, title: "The book has no file" }),
  members("BOOK_FILE_NOT_FOUND")
) {}
