import { notFound } from "@tanstack/react-router"
import { Schema, SchemaTransformation } from "effect"

/** Digits in an address are read as a number, although they may be the title of a book. */
const digits = Schema.Finite.pipe(
  Schema.decodeTo(Schema.String, SchemaTransformation.transform({ decode: (value) => `${value}`, encode: Number }))
)
export const text = Schema.optionalKey(Schema.Union([Schema.String, digits]))
export const wholeNumber = Schema.optionalKey(Schema.Int)
const uuid = Schema.String.check(Schema.isUUID())
export const id = Schema.optionalKey(uuid)
const isId = Schema.is(uuid)

/** Reads the search part of an address; what cannot be understood is left out, not refused. */
export const searchOf = <A>(schema: Schema.Codec<A, unknown>, empty: A) => {
  const decode = Schema.decodeUnknownOption(schema)
  return (search: Record<string, unknown>): A => {
    const decoded = decode(search)
    return decoded._tag === "Some" ? decoded.value : empty
  }
}

/** There is nothing at an address whose ids can be none. */
export const onlyIds = (params: Readonly<Record<string, string>>): void => {
  if (!Object.values(params).every((value) => isId(value))) throw notFound()
}
