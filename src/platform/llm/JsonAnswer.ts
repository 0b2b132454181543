/**
 * The JSON object in an answer that was asked to be one: models like to wrap it in a Markdown fence or in a sentence.
 * An answer without braces comes back as it is, so that the decoder's message can quote it.
 */
export const jsonObjectIn = (answer: string): string => {
  const start = answer.indexOf("{")
  const end = answer.lastIndexOf("}")
  return start >= 0 && end > start ? answer.slice(start, end + 1) : answer
}

/** How a model that knows no JSON mode is told what to write. */
export const jsonInstruction = (schema: unknown): string =>
  `Answer with one JSON object and nothing else. It must match this JSON Schema:\n${JSON.stringify(schema)}`
