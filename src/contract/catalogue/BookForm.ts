import { Option, Schema, SchemaTransformation } from "effect"
import { Multipart } from "effect/http"
import { Integer } from "../Page.ts"
import { BookChanges, NewBook, PublishedYear, Tags } from "./Book.ts"

/** In a form a year travels as text. */
const Year = Integer.pipe(Schema.decodeTo(PublishedYear), Schema.annotateEncoded({ examples: ["1965"] }))

const decodeList = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Array(Schema.String)))
const isList = (field: string) => field.trimStart().startsWith("[")

/** One tag, several with commas between, or a JSON array of tags, which may have commas in them. */
const TagField = Schema.String.annotate({
  examples: ["desert", "desert,ecology", '["desert","sand, and spice"]']
}).check(
  Schema.makeFilter((field) => !isList(field) || Option.isSome(decodeList(field)), {
    expected: "tags with commas between, or a JSON array of them"
  })
)

/** Tags come as one field each, or several in one. */
const TagList = Schema.Array(TagField).pipe(
  Schema.decodeTo(
    Tags,
    SchemaTransformation.transform<ReadonlyArray<string>, ReadonlyArray<string>>({
      decode: (fields) =>
        fields
          .flatMap((field) =>
            Option.getOrElse(isList(field) ? decodeList(field) : Option.none(), () => field.split(","))
          )
          .filter((tag) => tag.trim() !== ""),
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
