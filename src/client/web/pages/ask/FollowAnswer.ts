import type { Answer, AnswerId, NewQuestion } from "#contract/intelligence/Answer.ts"
import type { AnswerEvent } from "#contract/intelligence/AnswerEvent.ts"
import { failureOf } from "../../connection/Failure.ts"
import { isOpen, type Turn, withAnswer, withEvent } from "./Turn.ts"

/** Pauses before a lost answer is taken up again; after the last it is given up. */
const pauses = [500, 1000, 2000, 4000, 8000, 15_000]

type Hear = (told: Answer | AnswerEvent) => void

/** How an answer is heard. Both calls settle when their connection is over. */
export interface AnswerSource {
  readonly ask: (question: NewQuestion, hear: Hear) => Promise<void>
  /** What came after an event. */
  readonly goOn: (id: AnswerId, lastEventId: string, hear: Hear) => Promise<void>
  readonly pause: (milliseconds: number) => Promise<unknown>
}

/** Whether the library said something against it, so that asking again is of no use. */
const isRefused = (error: unknown) => {
  const { status } = failureOf(error)
  return status >= 400 && status < 500 && status !== 429
}

/**
 * Follows one answer to its end, over as many connections as it takes: each goes on after the last event heard. A
 * question whose answer never began is not sent twice by itself.
 */
export const followAnswer = async (turn: Turn, source: AnswerSource, become: (turn: Turn) => void): Promise<void> => {
  const { signal } = turn.stop
  let now = turn
  const next = (changed: Turn) => {
    if (signal.aborted) return
    now = changed
    become(changed)
  }
  const hear: Hear = (told) => next("event" in told ? withEvent(now, told) : withAnswer(now, told))
  const attempt = () =>
    now.id === undefined ? source.ask(turn.asked, hear) : source.goOn(now.id, now.lastEventId, hear)

  for (const pause of [...pauses, undefined]) {
    const error: unknown = await attempt().then(
      () => undefined,
      (failure: unknown) => failure
    )
    if (signal.aborted || !isOpen(now)) return
    if (pause === undefined || now.id === undefined || isRefused(error)) {
      return next({ ...now, status: "failed", error: failureOf(error) })
    }
    next({ ...now, status: "waiting" })
    await source.pause(pause)
  }
}
