import type { Prompt } from "effect/ai"
import type { AskedObject } from "./AskedObject.ts"
import { chatMessages } from "./ChatMessages.ts"
import { jsonInstruction } from "./JsonAnswer.ts"
import type { OpenAiDialect } from "./OpenAiDialect.ts"

/** Answers shall follow the text that they are about, so the model gets little freedom. */
export const temperature = 0.2

const responseFormat = (object: AskedObject | undefined, structured: OpenAiDialect["structured"]) => {
  if (object === undefined || structured === "plain") return {}
  return structured === "json_object"
    ? { response_format: { type: "json_object" } }
    : { response_format: { type: "json_schema", json_schema: { ...object, strict: true } } }
}

/** The body of `POST /chat/completions`. Always streamed, so that a long answer shows that it is alive. */
export const chatBody = (
  model: string,
  prompt: Prompt.Prompt,
  object: AskedObject | undefined,
  dialect: OpenAiDialect,
  maxOutputTokens: number
) => {
  const inWords = object !== undefined && dialect.structured !== "json_schema"
  return {
    model,
    messages: [
      ...chatMessages(prompt),
      ...(inWords ? [{ role: "user", content: jsonInstruction(object.schema) }] : [])
    ],
    stream: true,
    ...(dialect.streamOptions ? { stream_options: { include_usage: true } } : {}),
    ...(dialect.temperature ? { temperature } : {}),
    [dialect.limitField]: maxOutputTokens,
    ...responseFormat(object, dialect.structured)
  }
}
