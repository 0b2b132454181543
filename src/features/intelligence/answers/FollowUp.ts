import type { Language } from "#platform/extractive/Language.ts"
import { makeTerms, wordsOf } from "#platform/extractive/Terms.ts"

/** Words that stand for something said before. Articles that look the same are left out. */
const pronouns = new Set(
  (
    "it its he him his she her hers they them their theirs this that these those there then one " +
    "er sie es ihn ihm ihnen seine seiner ihre ihrer diese dieser dieses dort dann " +
    "il elle ils elles lui leur leurs cela ça celui celle ceux " +
    "él ella ellos ellas suyo esto eso allí " +
    "egli lui lei loro suo sua ciò questo quello " +
    "hij zij hem haar hun deze daar " +
    "ele ela eles elas dele dela isso isto"
  ).split(" ")
)

/** With fewer words that carry a subject a question leans on the one before. */
const fewTerms = 3

/**
 * What is searched for. A question that is short, or speaks of something by a pronoun, is searched together with the one
 * that it follows.
 */
export const searchedFor = (question: string, before: ReadonlyArray<string>, language: Language): string => {
  const previous = before.at(-1)
  if (previous === undefined) return question
  const leans =
    wordsOf(question).some((word) => pronouns.has(word)) || new Set(makeTerms(language)(question)).size < fewTerms
  return leans ? `${question}\n${previous}` : question
}

/** A question and what was answered. */
export interface Turn {
  readonly question: string
  /** Empty where what it told may not be told again. */
  readonly answer: string
}

/** Turns that a model is told of, and characters of each. */
export const mostTurns = 4
const longestTurn = 600

/** Earlier turns as plain text, the latest last; empty where there are none. */
export const asText = (turns: ReadonlyArray<Turn>): string =>
  turns
    .slice(-mostTurns)
    .map(({ answer, question }) => {
      const told = answer === "" ? "" : `\nAnswer: ${answer.slice(0, longestTurn).toWellFormed()}`
      return `Question: ${question.slice(0, longestTurn).toWellFormed()}${told}`
    })
    .join("\n")
