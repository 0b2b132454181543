import type {
  Answer,
  AnswerId,
  AnswerSentence,
  Citation,
  ConversationId,
  NewQuestion
} from "#contract/intelligence/Answer.ts"
import type { AnswerEvent } from "#contract/intelligence/AnswerEvent.ts"

/** A question and as much of its answer as there is yet. */
export interface Turn {
  /** Names it on this page. */
  readonly key: string
  readonly asked: NewQuestion
  /** `waiting`: the connection was lost, and is being taken up again. */
  readonly status: "running" | "waiting" | "complete" | "failed" | "cancelled"
  readonly id: AnswerId | undefined
  readonly conversationId: ConversationId | undefined
  /** After which event to go on. */
  readonly lastEventId: string
  readonly sentences: ReadonlyArray<AnswerSentence>
  readonly citations: ReadonlyArray<Citation>
  /** All there is to know, once it is over. */
  readonly answer: Answer | undefined
  /** Why it broke off. */
  readonly error: unknown
  readonly stop: AbortController
}

export const isOpen = ({ status }: Turn) => status === "running" || status === "waiting"

export const begun = (asked: NewQuestion): Turn => ({
  key: crypto.randomUUID(),
  asked,
  status: "running",
  id: undefined,
  conversationId: asked.conversationId,
  lastEventId: "0",
  sentences: [],
  citations: [],
  answer: undefined,
  error: undefined,
  stop: new AbortController()
})

/** As an answer stands that the library has written before. */
export const remembered = (answer: Answer): Turn => withAnswer(begun({ question: answer.question }), answer)

/** The status in which an answer is; one that runs on without this page is over for it. */
const statusOf = ({ status }: Answer): Turn["status"] => (status === "running" ? "cancelled" : status)

export const withAnswer = (turn: Turn, answer: Answer): Turn => ({
  ...turn,
  status: statusOf(answer),
  id: answer.id,
  conversationId: answer.conversationId,
  sentences: answer.sentences,
  citations: answer.citations,
  answer,
  error: undefined
})

/** What an event adds to the turn. */
export const withEvent = (turn: Turn, event: AnswerEvent): Turn => {
  const next = { ...turn, status: "running", lastEventId: event.id } as const
  switch (event.event) {
    case "started":
      return { ...next, id: event.data.id, conversationId: event.data.conversationId }
    case "citation":
      return { ...next, citations: [...turn.citations, event.data] }
    case "delta":
      return { ...next, sentences: [...turn.sentences, event.data] }
    case "done":
      return { ...withAnswer(next, event.data), lastEventId: event.id }
    case "failed":
      return { ...next, status: "failed", error: event.data }
  }
}
