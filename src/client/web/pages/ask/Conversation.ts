import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query"
import { Effect, Stream } from "effect"
import type { Answer, NewQuestion } from "#contract/intelligence/Answer.ts"
import type { AnswerEvent } from "#contract/intelligence/AnswerEvent.ts"
import type { ApiClient } from "../../../ApiClient.ts"
import type { Connection } from "../../connection/Connection.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { failureOf } from "../../connection/Failure.ts"
import { keys } from "../../connection/Keys.ts"
import { begun, isOpen, remembered, type Turn, withAnswer, withEvent } from "./Turn.ts"

/** A model may take its time. */
const patience = "5 minutes"
const accept = "text/event-stream"
/** Pauses before a lost answer is taken up again; after the last it is given up. */
const pauses = [500, 1000, 2000, 4000, 8000, 15_000]

const key = ["conversation"]
const none: ReadonlyArray<Turn> = []
const change = (queries: QueryClient, how: (turns: ReadonlyArray<Turn>) => ReadonlyArray<Turn>) =>
  queries.setQueryData<ReadonlyArray<Turn>>(key, (turns = none) => how(turns))

type Answering<E> = (api: ApiClient) => Effect.Effect<Answer | Stream.Stream<AnswerEvent, unknown>, E>

const wait = (milliseconds: number, signal: AbortSignal) =>
  Effect.runPromise(Effect.sleep(milliseconds), { signal }).catch(() => undefined)

/** Whether the library said something against it, so that asking again is of no use. */
const isRefused = (error: unknown) => {
  const { status } = failureOf(error)
  return status >= 400 && status < 500 && status !== 429
}

/** Follows one answer to its end, over as many connections as it takes. */
const follow = async (connection: Connection, queries: QueryClient, turn: Turn) => {
  const { signal } = turn.stop
  let now = turn
  const become = (next: Turn) => {
    if (signal.aborted) return
    now = next
    change(queries, (turns) => turns.map((other) => (other.key === next.key ? next : other)))
  }
  const hear = <E>(answering: Answering<E>) =>
    connection.call(
      (api) =>
        Effect.flatMap(answering(api), (answer) =>
          Stream.isStream(answer)
            ? Stream.runForEach(answer, (event) => Effect.sync(() => become(withEvent(now, event))))
            : Effect.sync(() => become(withAnswer(now, answer)))
        ),
      { signal, patience }
    )

  const attempt = () => {
    const { id } = now
    return id === undefined
      ? hear((api) => api.qa.ask({ headers: { accept }, payload: turn.asked }))
      : hear((api) => api.qa.get({ params: { id }, headers: { accept, "last-event-id": now.lastEventId } }))
  }

  for (const pause of [...pauses, undefined]) {
    const error: unknown = await attempt().then(
      () => undefined,
      (failure: unknown) => failure
    )
    if (signal.aborted || !isOpen(now)) break
    // A question whose answer never began is not sent twice by itself.
    if (pause === undefined || now.id === undefined || isRefused(error)) {
      become({ ...now, status: "failed", error: failureOf(error) })
      break
    }
    become({ ...now, status: "waiting" })
    await wait(pause, signal)
  }
  await queries.invalidateQueries({ queryKey: keys.answers })
}

/**
 * The questions asked on this page and their answers. They go on while another page is looked at: somebody who opens a
 * citation finds the answer whole when they come back.
 */
export const useConversation = () => {
  const connection = useConnection()
  const queries = useQueryClient()
  const { data: turns } = useQuery({
    queryKey: key,
    queryFn: () => queries.getQueryData<ReadonlyArray<Turn>>(key) ?? none,
    initialData: none,
    staleTime: Infinity,
    gcTime: Infinity
  })

  const stopAll = () => {
    for (const turn of turns) turn.stop.abort()
  }
  return {
    turns,
    isAnswering: turns.some(isOpen),
    ask: (question: NewQuestion) => {
      const conversationId = turns.findLast((turn) => turn.conversationId !== undefined)?.conversationId
      const turn = begun(conversationId === undefined ? question : { ...question, conversationId })
      change(queries, (before) => [...before, turn])
      void follow(connection, queries, turn)
    },
    /** Asks the same again, in the place of one that failed. */
    again: (failed: Turn) => {
      const turn = begun(failed.asked)
      change(queries, (before) => before.map((other) => (other.key === failed.key ? turn : other)))
      void follow(connection, queries, turn)
    },
    /** What is there stays. */
    stop: (stopped: Turn) => {
      stopped.stop.abort()
      change(queries, (before) =>
        before.map((turn) => (turn.key === stopped.key ? { ...turn, status: "cancelled" } : turn))
      )
    },
    startAnew: () => {
      stopAll()
      change(queries, () => none)
    },
    /** Shows what was asked before, to ask on from there. */
    open: (answers: ReadonlyArray<Answer>) => {
      stopAll()
      change(queries, () => answers.map(remembered))
    }
  }
}

export type Conversation = ReturnType<typeof useConversation>
