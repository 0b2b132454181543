import { Schema, SchemaTransformation } from "effect"

/** Line breaks and tabs are text; every other control character, and half of a surrogate pair, is not. */
// oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/
const lineBreaks = /[\n\r\t\u2028\u2029]/
/** One character that prints something: a text without any is empty. */
const visible =
  // oxlint-disable-next-line no-misleading-character-class -- each is meant alone
  /[^\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/

const isText = Schema.makeFilter<string>((text) => text.isWellFormed() && !controls.test(text), {
  expected: "text without control characters",
  problemCode: "INVALID_TEXT"
})
const isOneLine = Schema.makeFilter<string>((text) => !lineBreaks.test(text), {
  expected: "a single line",
  problemCode: "INVALID_TEXT"
})
const isVisible = Schema.makeFilter<string>((text) => visible.test(text), {
  expected: "at least one visible character"
})
const isNotLonger = (characters: number) =>
  Schema.isMaxLength(characters, { expected: `at most ${characters} characters`, problemCode: "TOO_LONG" })

/** Composed form, without blanks around: the one form in which text is stored and compared. */
const canonical = SchemaTransformation.transform({
  decode: (text: string) => (text.isWellFormed() ? text.trim().normalize("NFC") : text),
  encode: (text: string) => text
})

/** Documents show what is sent, before it is trimmed and composed. */
const shown = (description: string, example: string | undefined) => ({
  description,
  ...(example === undefined ? {} : { examples: [example] })
})

/** A title, a name: one visible line of at most `max` UTF-16 units, trimmed, in NFC. */
export const line = (max: number, example?: string) =>
  Schema.String.pipe(
    Schema.decodeTo(Schema.String.check(isNotLonger(max), isText, isOneLine, isVisible), canonical),
    Schema.annotateEncoded(shown(`One line of at most ${max} characters`, example))
  )

/** A description, a review: text of at most `max` UTF-16 units that may have line breaks, trimmed, in NFC. */
export const paragraphs = (max: number, example?: string) =>
  Schema.String.pipe(
    Schema.decodeTo(Schema.String.check(isNotLonger(max), isText, isVisible), canonical),
    Schema.annotateEncoded(shown(`Text of at most ${max} characters`, example))
  )

/** What somebody types into a search box. May be blank: that searches for nothing. */
export const query = (max: number, example?: string) =>
  Schema.String.pipe(
    Schema.decodeTo(Schema.String.check(isNotLonger(max), isText), canonical),
    Schema.annotateEncoded(shown(`At most ${max} characters`, example))
  )
