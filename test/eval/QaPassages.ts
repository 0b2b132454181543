import { Schema } from "effect"

/** The file of articles, their passages, and questions with accepted answers. */
export const QaPassages = Schema.fromJsonString(
  Schema.Array(
    Schema.Struct({
      article: Schema.Int,
      passages: Schema.Array(
        Schema.Struct({
          context: Schema.String,
          questions: Schema.Array(Schema.Struct({ question: Schema.String, answers: Schema.Array(Schema.String) }))
        })
      )
    })
  )
)

/** A question, and the text of the passage that it was asked about. */
export interface Asked {
  readonly question: string
  readonly answers: ReadonlyArray<string>
  readonly passage: string
}

/** All passages as texts of their own, and all questions. */
export const passagesAndQuestions = (articles: (typeof QaPassages)["Type"]) => {
  const passages = articles.flatMap(({ article, passages }) =>
    passages.map((passage, at) => ({ ...passage, id: `${article}/${at}` }))
  )
  return {
    sources: passages.map(({ context, id }) => ({ id, title: "", text: context })),
    questions: passages.flatMap(({ context, questions }) =>
      questions.map(({ answers, question }): Asked => ({ question, answers, passage: context }))
    )
  }
}

const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()

/** Does a text contain one of the answers, in whole words? Case, white space and punctuation make no difference. */
export const containsAnswer = (text: string, answers: ReadonlyArray<string>): boolean =>
  answers.some((answer) => ` ${plain(text)} `.includes(` ${plain(answer)} `))
