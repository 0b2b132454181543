import type { AnswerEvent } from "#contract/intelligence/AnswerEvent.ts"
import { answerOf, type AnswerRow, pieceOf } from "./AnswerRow.ts"

type Told = AnswerEvent extends infer Event ? (Event extends AnswerEvent ? Omit<Event, "id"> : never) : never

/** What an answer that broke off is told as. */
const failureOf = ({ state, trouble }: AnswerRow): Told => ({
  event: "failed",
  data:
    state === "cancelled"
      ? { code: "ANSWER_CANCELLED", title: "Nobody followed the answer any more", status: 409 }
      : { code: trouble?.code ?? "ANSWER_LOST", title: trouble?.message ?? "The answer broke off", status: 503 }
})

/**
 * The events of an answer as far as it is, all of them from the first. Sentences and citations are only ever added, so
 * what was told once is always told again in the same order with the same numbers, by whatever process. A citation whose
 * source may not be read keeps its number and is left out.
 */
export const eventsOf = (row: AnswerRow): ReadonlyArray<AnswerEvent> => {
  const readable = new Set(row.readable)
  const told: Array<Told | undefined> = [{ event: "started", data: { id: row.id, conversationId: row.conversationId } }]
  const cited = new Set<number>()
  row.sentences.forEach((sentence, at) => {
    for (const index of sentence.citations) {
      if (cited.has(index)) continue
      cited.add(index)
      const citation = row.citations.find((citation) => citation.index === index)
      const isShown = citation !== undefined && readable.has(citation.sourceId)
      told.push(isShown ? { event: "citation", data: citation } : undefined)
    }
    const { citations, supported } = sentence
    told.push({ event: "delta", data: { text: pieceOf(sentence, at), sentence: at, citations, supported } })
  })
  if (row.state === "complete") told.push({ event: "done", data: answerOf(row) })
  if (row.state === "failed" || row.state === "cancelled") told.push(failureOf(row))
  return told.flatMap((event, at) => (event === undefined ? [] : [{ ...event, id: String(at + 1) }]))
}
