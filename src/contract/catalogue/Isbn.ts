import { Schema, SchemaTransformation } from "effect"

const digitsOf = (text: string) => text.replace(/[\s\u2010-\u2015-]/g, "").toUpperCase()

/** Weighted sums of the check digits. Source: ISO 2108, ISBN Users' Manual. */
const isIsbn10 = (digits: string) =>
  /^[0-9]{9}[0-9X]$/.test(digits) &&
  [...digits].reduce((sum, digit, i) => sum + (10 - i) * (digit === "X" ? 10 : Number(digit)), 0) % 11 === 0

const checkDigit13 = (first12: string) =>
  String((10 - ([...first12].reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 1 : 3), 0) % 10)) % 10)

const isIsbn13 = (digits: string) =>
  /^97[89][0-9]{10}$/.test(digits) && checkDigit13(digits.slice(0, 12)) === digits.slice(12)

/** The 13 digits of an ISBN-10 or ISBN-13 with or without hyphens, or the text as it was when it is neither. */
export const canonicalIsbn = (text: string): string => {
  const digits = digitsOf(text)
  if (isIsbn13(digits)) return digits
  if (!isIsbn10(digits)) return text
  const first12 = `978${digits.slice(0, 9)}`
  return first12 + checkDigit13(first12)
}

/** Read as ISBN-10 or ISBN-13, checked, kept as thirteen digits: one book has one number. */
export const Isbn = Schema.String.pipe(
  Schema.decodeTo(
    Schema.String.check(
      Schema.isMaxLength(32, { expected: "at most 32 characters", problemCode: "TOO_LONG" }),
      Schema.makeFilter((text) => isIsbn13(text), {
        expected: "an ISBN-10 or ISBN-13 with a right check digit",
        problemCode: "INVALID_ISBN"
      })
    ),
    SchemaTransformation.transform({
      decode: (text) => (text.length > 32 ? text : canonicalIsbn(text)),
      encode: (text) => text
    })
  ),
  Schema.annotateEncoded({ examples: ["978-0-441-17271-9", "0-306-40615-2"] })
)
