import { Effect, Schema } from "effect"
import { verifyCitation } from "#platform/answers/VerifyCitation.ts"
import { readable, sentencesOf } from "#platform/extractive/Sentences.ts"
import { countWords } from "#platform/extractive/Terms.ts"
import type { Evaluation } from "./Evaluation.ts"
import { plantCitations } from "./PlantedCitations.ts"
import type { Planted, Source } from "./PlantedCitations.ts"

const Articles = Schema.fromJsonString(
  Schema.Array(Schema.Struct({ passages: Schema.Array(Schema.Struct({ context: Schema.String })) }))
)

const fewestWords = 8

const sourcesIn = (chunk: string): ReadonlyArray<Source> =>
  sentencesOf(chunk, "en")
    .map(({ text }) => ({ sentence: readable(text), chunk }))
    .filter(({ sentence }) => countWords(sentence) >= fewestWords)

const isRight = ({ chunk, isTrue, quote, sentence }: Planted) =>
  verifyCitation(sentence, quote, chunk, "en").verified === isTrue

/**
 * The verifier of citations on citations planted by rule: true ones as they stand in the text or in another dress, false
 * ones with one thing changed in the sentence, in its quote or in both.
 */
export const citations: Evaluation = {
  file: "qa-passages.json",
  report: Effect.fnUntraced(function* (json) {
    const articles = yield* Schema.decodeEffect(Articles)(json)
    const sources = articles.flatMap(({ passages }) => passages.flatMap(({ context }) => sourcesIn(context)))
    const planted = yield* plantCitations(sources, "citations")
    const judged = planted.map((each) => ({ ...each, right: isRight(each) }))
    const row = (name: string, of: typeof judged) =>
      `${name.padEnd(64)}${`${of.filter(({ right }) => right).length} of ${of.length} right`.padStart(24)}`
    const names = [...new Set(judged.map(({ rule }) => rule))]
    return [
      `Citations planted in ${sources.length} sentences`,
      row(
        "true, all",
        judged.filter(({ isTrue }) => isTrue)
      ),
      row(
        "false, all",
        judged.filter(({ isTrue }) => !isTrue)
      ),
      ...names.map((name) =>
        row(
          `  ${name}`,
          judged.filter(({ rule }) => rule === name)
        )
      )
    ].join("\n")
  })
}
