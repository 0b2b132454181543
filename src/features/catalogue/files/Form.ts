import { Effect, Schema, type Stream } from "effect"
import type { Multipart } from "effect/http"
import { FieldTooLarge, FileTooLarge, MalformedMultipart, TooManyParts, type UploadProblem } from "#contract/File.ts"
import { ValidationFailed } from "#contract/Problem.ts"
import { validationFailed } from "#contract/Validation.ts"
import type { Folder } from "./FileKey.ts"

/** The parts of a form, as they arrive. */
export type Form = Stream.Stream<Multipart.Part, Multipart.MultipartError>

/** Why a form is refused. */
export type FormRefused = UploadProblem | ValidationFailed

/** How a form is read, and where its file goes. */
export interface FormShape<Fields> {
  readonly folder: Folder
  readonly fields: Schema.Codec<Fields, unknown>
  /** Fields that may be sent more than once, also as `name[]`. */
  readonly lists: ReadonlySet<string>
  /** An empty field of these says that there is no such thing. Nothing else may be empty. */
  readonly optional: ReadonlySet<string>
  /** What an empty field says of a value that need not be there. */
  readonly empty: "omitted" | "null"
}

/** The text fields of a form, in the order of their arrival. */
export class FormFields<Fields> {
  private readonly values = new Map<string, Array<string>>()
  private readonly shape: FormShape<Fields>

  constructor(shape: FormShape<Fields>) {
    this.shape = shape
  }

  add(field: Multipart.Field): void {
    const list = field.key.replace(/\[\]$/, "")
    const name = this.shape.lists.has(list) ? list : field.key
    this.values.set(name, [...(this.values.get(name) ?? []), field.value])
  }

  /** Every wrong field at once; a field nobody knows is wrong too. */
  get decoded(): Effect.Effect<Fields, ValidationFailed> {
    const { empty, fields, lists, optional } = this.shape
    const entries = Array.from(this.values).flatMap(([name, values]): ReadonlyArray<readonly [string, unknown]> => {
      if (lists.has(name) || values.length > 1) return [[name, values]]
      if (!optional.has(name) || values.some((value) => value.trim() !== "")) return [[name, values[0]]]
      return empty === "null" ? [[name, null]] : []
    })
    return Schema.decodeEffect(fields, { errors: "all", onExcessProperty: "error" })(Object.fromEntries(entries)).pipe(
      Effect.mapError((error) => validationFailed(error.issue, "body"))
    )
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
