import { offer } from "../threads/Tasks.ts"
import { answerFrom } from "./AnswerFrom.ts"
import { checkSentence, type WrittenSentence } from "./CheckSentence.ts"
import type { Evidence } from "./Evidence.ts"

/** What is asked, and what it is to be answered from. */
export interface Asked {
  readonly question: string
  readonly passages: ReadonlyArray<Evidence>
  /** What was asked before it, the latest last. */
  readonly history: ReadonlyArray<string>
}

/** A sentence, and what it is to be held against. */
export interface ToCheck {
  readonly sentence: WrittenSentence
  readonly passages: ReadonlyArray<Evidence>
}

const tasks = {
  answer: ({ history, passages, question }: Asked) => answerFrom(question, passages, { history }),
  check: ({ passages, sentence }: ToCheck) => checkSentence(sentence, passages)
}
export type AnsweringTasks = typeof tasks

offer(tasks)
