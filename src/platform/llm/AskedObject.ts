import { Effect } from "effect"
import { type AiError, type LanguageModel, OpenAiStructuredOutput } from "effect/ai"
import { refused } from "./ProviderFailure.ts"

/** The object that an answer must be: its name and its JSON Schema, in the subset that OpenAI takes and others know. */
export interface AskedObject {
  readonly name: string
  readonly schema: object
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

/** Goes with `askedObject`: the JSON Schema may write a type in another way, and this reads it back. */
export const objectCodec = OpenAiStructuredOutput.toCodecOpenAI
