import { Schema, SchemaTransformation } from "effect"
import { Multipart } from "effect/http"
import { Integer } from "../Page.ts"
import { BookChanges, NewBook, PublishedYear, Tags } from "./Book.ts"

/** In a form a year travels as text. */
const Year = Integer.pipe(Schema.decodeTo(PublishedYear), Schema.annotateEncoded({ examples: ["1965"] }))

/** Tags come as one field each, or all in one with commas between. */
const TagList = Schema.Array(Schema.String.annotate({ examples: ["desert", "desert,ecology"] })).pipe(
  Schema.decodeTo(
    Tags,
    SchemaTransformation.transform<ReadonlyArray<string>, ReadonlyArray<string>>({
      decode: (fields) => fields.flatMap((field) => field.split(",")).filter((tag) => tag.trim() !== ""),
      encode: (tags) => tags
    })
  )
)

/** The text fields of a form that adds a book. */
export const NewBookFields = Schema.Struct({
  ...NewBook.fields,
  publishedYear: Schema.optionalKey(Year),
  tags: Schema.optionalKey(TagList)
})

/** The text fields of a form that changes a book. An empty field empties what need not be there. */
export const BookChangesFields = Schema.Struct({
  ...BookChanges.fields,
  publishedYear: Schema.optionalKey(Schema.NullOr(Year)),
  tags: Schema.optionalKey(TagList)
})

const File = Schema.optionalKey(Multipart.SingleFileSchema)

/** A book and its file, as `multipart/form-data`. */
export const NewBookForm = Schema.Struct({ ...NewBookFields.fields, file: File }).annotate({
  identifier: "NewBookForm"
})

/** Changes to a book and perhaps a new file, as `multipart/form-data`. */
export const BookChangesForm = Schema.Struct({ ...BookChangesFields.fields, file: File }).annotate({
  identifier: "BookChangesForm"
})
