import type { AiError } from "effect/ai"
import { Prompt } from "effect/ai"

const longestQuote = 8000

/** The same question again, with the answer that could not be read and why: models nearly always mend it then. */
export const repairPrompt = (asked: Prompt.Prompt, wrong: AiError.StructuredOutputError): Prompt.Prompt =>
  Prompt.concat(
    asked,
    Prompt.fromMessages([
      Prompt.makeMessage("assistant", {
        content: [Prompt.makePart("text", { text: wrong.responseText.slice(0, longestQuote) || "(nothing)" })]
      }),
      Prompt.makeMessage("user", {
        content: [
          Prompt.makePart("text", {
            text:
              `That answer cannot be read: ${wrong.description}\n` +
              "Answer again with the corrected JSON object and nothing else."
          })
        ]
      })
    ])
  )
