import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { declare, members } from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"

export const BookFileId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("BookFileId"))
export type BookFileId = typeof BookFileId.Type

export const FileType = Schema.Literals(["pdf", "txt"])
export type FileType = typeof FileType.Type

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

/** Neither PDF nor text, or not among the types this library takes. */
export class UnsupportedFileType extends HttpApiError.Problem<UnsupportedFileType>()(
  "UnsupportedFileType",
  declare({ code: "UNSUPPORTED_FILE_TYPE", status: 415, title: "Only PDF and plain text are read" }),
  members("UNSUPPORTED_FILE_TYPE")
) {}

/** The name or declared type says one thing, the bytes another. */
export class FileTypeMismatch extends HttpApiError.Problem<FileTypeMismatch>()(
  "FileTypeMismatch",
  declare({ code: "FILE_TYPE_MISMATCH", status: 415, title: "The file is not what it is called" }),
  members("FILE_TYPE_MISMATCH")
) {}

export class FileEmpty extends HttpApiError.Problem<FileEmpty>()(
  "FileEmpty",
  declare({ code: "FILE_EMPTY", status: 422, title: "The file is empty" }),
  members("FILE_EMPTY")
) {}

export class FileTooLarge extends HttpApiError.Problem<FileTooLarge>()(
  "FileTooLarge",
  declare({ code: "FILE_TOO_LARGE", status: 413, title: "The file is too large" }),
  { ...members("FILE_TOO_LARGE"), maxBytes: Schema.Int }
) {}

export class TooManyParts extends HttpApiError.Problem<TooManyParts>()(
  "TooManyParts",
  declare({ code: "TOO_MANY_PARTS", status: 413, title: "The form has too many parts" }),
  members("TOO_MANY_PARTS")
) {}

export class FieldTooLarge extends HttpApiError.Problem<FieldTooLarge>()(
  "FieldTooLarge",
  declare({ code: "FIELD_TOO_LARGE", status: 413, title: "A field of the form is too large" }),
  members("FIELD_TOO_LARGE")
) {}

/** The form broke off, or is not a form. */
export class MalformedMultipart extends HttpApiError.Problem<MalformedMultipart>()(
  "MalformedMultipart",
  declare({ code: "MALFORMED_MULTIPART", status: 400, title: "The multipart form cannot be read" }),
  members("MALFORMED_MULTIPART")
) {}

export class BookFileNotFound extends HttpApiError.Problem<BookFileNotFound>()(
  "BookFileNotFound",
  declare({ code: "BOOK_FILE_NOT_FOUND", status: 404, title: "The book has no file" }),
  members("BOOK_FILE_NOT_FOUND")
) {}

export class RangeNotSatisfiable extends HttpApiError.Problem<RangeNotSatisfiable>()(
  "RangeNotSatisfiable",
  declare({ code: "RANGE_NOT_SATISFIABLE", status: 416, title: "The file has no such range" }),
  members("RANGE_NOT_SATISFIABLE")
) {}
