import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { declare, members } from "./Problem.ts"

/** A file that somebody uploaded. */
export const FileId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("FileId"))
export type FileId = typeof FileId.Type

export const FileType = Schema.Literals(["pdf", "txt"])
export type FileType = typeof FileType.Type

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

export class RangeNotSatisfiable extends HttpApiError.Problem<RangeNotSatisfiable>()(
  "RangeNotSatisfiable",
  declare({ code: "RANGE_NOT_SATISFIABLE", status: 416, title: "The file has no such range" }),
  members("RANGE_NOT_SATISFIABLE")
) {}

/** Why an upload is refused for its file or its form. */
export const uploadProblems = [
  UnsupportedFileType,
  FileTypeMismatch,
  FileEmpty,
  FileTooLarge,
  TooManyParts,
  FieldTooLarge,
  MalformedMultipart
] as const
export type UploadProblem = InstanceType<(typeof uploadProblems)[number]>

/** The headers of a call that sends a file, whole or in part. */
export const partHeaders = {
  range: Schema.optionalKey(Schema.String),
  "if-range": Schema.optionalKey(Schema.String),
  "if-none-match": Schema.optionalKey(Schema.String)
}
