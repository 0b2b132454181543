import { Effect, Schema, type Stream } from "effect"
import type { Multipart } from "effect/http"
import {
  FieldTooLarge,
  FileTooLarge,
  MalformedMultipart,
  TooManyParts,
  type FileEmpty,
  type FileTypeMismatch,
  type UnsupportedFileType
} from "#contract/catalogue/BookFile.ts"
import { ValidationFailed } from "#contract/Problem.ts"
import { validationFailed } from "#contract/Validation.ts"

/** The parts of a form, as they arrive. */
export type Form = Stream.Stream<Multipart.Part, Multipart.MultipartError>

/** Why a form is refused. */
export type FormRefused =
  | FileEmpty
  | FileTooLarge
  | FileTypeMismatch
  | UnsupportedFileType
  | TooManyParts
  | FieldTooLarge
  | MalformedMultipart
  | ValidationFailed

/** How a form is read: the schema of its fields, and what an empty field says of a value that need not be there. */
export interface FormShape<Fields> {
  readonly fields: Schema.Codec<Fields, unknown>
  readonly empty: "omitted" | "null"
}

/** An empty field of these says that there is no such thing. Nothing else may be empty. */
const optional: ReadonlySet<string> = new Set(["isbn", "genre", "publishedYear", "description", "language"])

/** The text fields of a form, in the order of their arrival. */
export class FormFields {
  private readonly values = new Map<string, Array<string>>()

  add(field: Multipart.Field): void {
    const name = field.key === "tags[]" ? "tags" : field.key
    this.values.set(name, [...(this.values.get(name) ?? []), field.value])
  }

  /** Every wrong field at once; a field nobody knows is wrong too. */
  decode<Fields>(shape: FormShape<Fields>): Effect.Effect<Fields, ValidationFailed> {
    const entries = Array.from(this.values).flatMap(([name, values]): ReadonlyArray<readonly [string, unknown]> => {
      if (name === "tags") return [[name, values]]
      if (values.length > 1) return [[name, values]]
      if (!optional.has(name) || values.some((value) => value.trim() !== "")) return [[name, values[0]]]
      return shape.empty === "null" ? [[name, null]] : []
    })
    return Schema.decodeEffect(shape.fields, { errors: "all", onExcessProperty: "error" })(
      Object.fromEntries(entries)
    ).pipe(Effect.mapError((error) => validationFailed(error.issue, "body")))
  }
}

/** A file where the form has no place for it. */
export const misplaced = (name: string, problem: "unknown" | "second"): ValidationFailed => {
  const code = problem === "unknown" ? "UNKNOWN_FIELD" : "VALIDATION_FAILED"
  const message = problem === "unknown" ? "The form takes no file here" : "The form takes one file"
  return new ValidationFailed({ code, errors: [{ pointer: `/${pointerSegment(name)}`, message, code }] })
}

/** RFC 6901 */
const pointerSegment = (name: string): string => name.replace(/~/g, "~0").replace(/\//g, "~1")

/** What stopped the parser, in the words of the contract. A body that breaks off is a form that cannot be read. */
export const refusedBy = (error: Multipart.MultipartError, maxBytes: number) => {
  switch (error.reason._tag) {
    case "FileTooLarge":
    case "BodyTooLarge":
      return new FileTooLarge({ maxBytes })
    case "FieldTooLarge":
      return new FieldTooLarge({})
    case "TooManyParts":
      return new TooManyParts({})
    case "Parse":
    case "InternalError":
      return new MalformedMultipart({})
  }
}
