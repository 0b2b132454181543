import { Data, Option, Schema } from "effect"

/** The server sent something that is not its protocol, or said in the middle of an answer that it failed. */
export class OllamaUnreadable extends Data.TaggedError("OllamaUnreadable")<{ readonly detail: string }> {}

const Line = Schema.fromJsonString(Schema.Struct({ error: Schema.optional(Schema.String) }))

const problemIn = (line: string) =>
  Option.match(Schema.decodeOption(Line)(line), {
    onNone: () => `not JSON: ${line.slice(0, 100)}`,
    onSome: ({ error }) => error
  })

/**
 * The same bytes, failing at the first whole line that is no JSON object or says `error`. The package skips a line that
 * it cannot read, and with it a piece of the answer.
 */
export const jsonLinesOnly = (body: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> => {
  const lines = async function* () {
    const decoder = new TextDecoder()
    let rest = ""
    for await (const chunk of body) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n")
      rest = parts.pop() ?? ""
      for (const line of parts) {
        const problem = line.trim() === "" ? undefined : problemIn(line)
        if (problem !== undefined) throw new OllamaUnreadable({ detail: problem })
      }
      yield chunk
    }
  }
  return ReadableStream.from(lines())
}
