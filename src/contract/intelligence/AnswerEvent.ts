import { Schema } from "effect"
import { Answer, AnswerId, Citation, ConversationId } from "./Answer.ts"

/** The answer has begun: by this id it is followed and found again. */
export const Started = Schema.Struct({ id: AnswerId, conversationId: ConversationId })

/** One sentence more, already verified. All texts in their order, without anything between them, are the answer. */
export const Delta = Schema.Struct({
  text: Schema.String,
  sentence: Schema.Int.annotate({ description: "Which sentence, from 0" }),
  citations: Schema.Array(Schema.Int),
  supported: Schema.Boolean
})

/** The answer broke off, with the code of a problem. What was sent before stays true. */
export const Failed = Schema.Struct({ code: Schema.String, title: Schema.String, status: Schema.Int })

const event = <const Name extends string, S extends Schema.Codec<unknown, unknown>>(name: Name, data: S) =>
  Schema.Struct({
    id: Schema.String,
    event: Schema.Literal(name),
    data: Schema.fromJsonString(Schema.toCodecJson(data))
  })

/**
 * What is told of an answer while it is written, each with its number as `id`. A citation comes before the first sentence
 * that names it. `done` or `failed` is the last.
 */
export const AnswerEvent = Schema.Union([
  event("started", Started),
  event("citation", Citation),
  event("delta", Delta),
  event("done", Answer),
  event("failed", Failed)
]).annotate({ identifier: "AnswerEvent" })
export type AnswerEvent = typeof AnswerEvent.Type
