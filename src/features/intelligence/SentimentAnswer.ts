import { Schema, SchemaTransformation } from "effect"

/** `-0.4`, `+.5`, `0,7`, `40 %`, `0.7/1`, `-3 / 5`. */
const form = /^([+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+))\s*(?:(%)|\/\s*(\d+(?:[.,]\d+)?))?$/

const plain = (digits: string) => Number(digits.replace(",", "."))

/** What models mean by a number that they write as text; not a number where it is none. */
const numberIn = (text: string): number => {
  const [, digits, percent, whole] = form.exec(text.trim().replace("−", "-")) ?? []
  if (digits === undefined) return Number.NaN
  if (percent !== undefined) return plain(digits) / 100
  return whole === undefined ? plain(digits) : plain(digits) / plain(whole)
}

/** A number, however it is written; one out of range is no answer: nobody knows which scale it is on. */
const between = (minimum: number, maximum: number) =>
  Schema.Union([Schema.Number, Schema.String]).pipe(
    Schema.decodeTo(
      Schema.Finite.check(
        Schema.isBetween({ minimum, maximum }, { expected: `a number from ${minimum} to ${maximum}` })
      ),
      SchemaTransformation.transform({
        decode: (given: string | number) => (typeof given === "number" ? given : numberIn(given)),
        encode: (value: number): string | number => value
      })
    )
  )

/** How a model says that a review sounds. */
export const SentimentAnswer = Schema.Struct({ sentiment: between(-1, 1), confidence: between(0, 1) })
export type SentimentAnswer = typeof SentimentAnswer.Type
