import { Effect } from "effect"
import { type AiError, type LanguageModel, OpenAiStructuredOutput, type Prompt } from "effect/ai"
import { chatMessages } from "./ChatMessages.ts"
import { jsonInstruction } from "./JsonAnswer.ts"
import type { OpenAiDialect } from "./OpenAiDialect.ts"
import { refused } from "./ProviderFailure.ts"

/** Summaries and extracts shall follow the text, so the model gets little freedom. */
export const temperature = 0.2

/** The object that an answer must be, and its name. */
export interface AskedObject {
  readonly name: string
  readonly schema: unknown
}

/** The object that is asked for, or `undefined` where text is. */
export const askedObject = ({
  responseFormat
}: LanguageModel.ProviderOptions): Effect.Effect<AskedObject | undefined, AiError.AiError> =>
  responseFormat.type === "text"
    ? Effect.undefined
    : Effect.try({
        try: () => ({
          name: responseFormat.objectName,
          schema: OpenAiStructuredOutput.toCodecOpenAI(responseFormat.schema).jsonSchema
        }),
        catch: (error) => refused(`the schema has no form that this API knows: ${String(error)}`)
      })

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
