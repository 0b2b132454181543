import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query"
import { Effect, Stream } from "effect"
import type { Answer, NewQuestion } from "#contract/intelligence/Answer.ts"
import type { AnswerEvent } from "#contract/intelligence/AnswerEvent.ts"
import type { ApiClient } from "../../../ApiClient.ts"
import type { Connection } from "../../connection/Connection.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { type AnswerSource, followAnswer } from "./FollowAnswer.ts"
import { begun, isOpen, remembered, type Turn } from "./Turn.ts"

/** A model may take its time. */
const patience = "5 minutes"
const accept = "text/event-stream"

const key = ["conversation"]
const none: ReadonlyArray<Turn> = []
const change = (queries: QueryClient, how: (turns: ReadonlyArray<Turn>) => ReadonlyArray<Turn>) =>
  queries.setQueryData<ReadonlyArray<Turn>>(key, (turns = none) => how(turns))

type Answering<E> = (api: ApiClient) => Effect.Effect<Answer | Stream.Stream<AnswerEvent, unknown>, E>

/** The typed client as a source of one answer. */
const sourceOf = ({ call }: Connection, signal: AbortSignal): AnswerSource => {
  const listen = <E>(answering: Answering<E>, hear: (told: Answer | AnswerEvent) => void) =>
    call(
      (api) =>
        Effect.flatMap(answering(api), (answer) =>
          Stream.isStream(answer)
            ? Stream.runForEach(answer, (event) => Effect.sync(() => hear(event)))
            : Effect.sync(() => hear(answer))
        ),
      { signal, patience }
    )
  return {
    ask: (payload, hear) => listen((api) => api.qa.ask({ headers: { accept }, payload }), hear),
    goOn: (id, lastEventId, hear) =>
      listen((api) => api.qa.get({ params: { id }, headers: { accept, "last-event-id": lastEventId } }), hear),
    pause: (milliseconds) => Effect.runPromise(Effect.sleep(milliseconds), { signal }).catch(() => undefined)
  }
}

const follow = async (connection: Connection, queries: QueryClient, turn: Turn) => {
  await followAnswer(turn, sourceOf(connection, turn.stop.signal), (next) =>
    change(queries, (turns) => turns.map((other) => (other.key === next.key ? next : other)))
  )
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
