import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { JobId } from "#contract/jobs/Job.ts"
import type { DeadLetterOrder } from "#contract/operations/DeadLetters.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { usePages } from "../../connection/Pages.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useToasts } from "../../parts/Toasts.ts"

/** Events tell of one's own library only: the work of all is looked at again now and then. */
const refetchInterval = 5000

export const useQueues = () => {
  const { call } = useConnection()
  return useQuery({
    queryKey: keys.queues,
    queryFn: ({ signal }) => call((api) => api.operations.queues(), { signal }),
    refetchInterval
  })
}

export const useKinds = () => {
  const { call } = useConnection()
  return useQuery({
    queryKey: [...keys.queues, "kinds"],
    queryFn: ({ signal }) => call((api) => api.operations.kinds(), { signal }),
    refetchInterval
  })
}

/** Of one kind, or of all. */
export const useDeadLetters = (kind: string | undefined) =>
  usePages([...keys.deadLetters, kind ?? ""], (api, page) =>
    api.operations.jobs({ query: { ...page, state: "failed", ...(kind === undefined ? {} : { kind }) } })
  )

/** Kinds of which something failed for good. */
export const useFailedKinds = (): ReadonlyArray<string> => {
  const items = useKinds().data?.items ?? []
  return [...new Set(items.flatMap(({ kind, state }) => (state === "failed" ? [kind] : [])))]
}

const useAfterOperation = () => {
  const queries = useQueryClient()
  return () =>
    Promise.all(
      [keys.queues, keys.deadLetters, keys.jobs, keys.status].map((queryKey) => queries.invalidateQueries({ queryKey }))
    )
}

/** Stops a queue or a kind of job, or lets it go on. */
export const usePause = (scope: "kind" | "queue", name: string, shownName: string) => {
  const { call } = useConnection()
  const { queues } = useMessages().jobs
  const toasts = useToasts()
  const after = useAfterOperation()
  return useMutation({
    mutationFn: (isPaused: boolean) =>
      call(({ operations }) => {
        if (scope === "queue") {
          const params = { name }
          return isPaused ? operations.resumeQueue({ params }) : operations.pauseQueue({ params })
        }
        const params = { kind: name }
        return isPaused ? operations.resumeKind({ params }) : operations.pauseKind({ params })
      }),
    onSuccess: ({ paused }) => toasts.done(paused ? queues.pausedNow(shownName) : queues.resumedNow(shownName)),
    onError: toasts.failed,
    onSettled: after
  })
}

export const useRetryDeadLetter = (id: JobId) => {
  const { call } = useConnection()
  const { jobs } = useMessages()
  const toasts = useToasts()
  const after = useAfterOperation()
  return useMutation({
    mutationFn: () => call((api) => api.operations.retryJob({ params: { id } })),
    onSuccess: () => toasts.done(jobs.retried),
    onError: toasts.failed,
    onSettled: after
  })
}

export const useRetryAll = () => {
  const { call } = useConnection()
  const { queues } = useMessages().jobs
  const toasts = useToasts()
  const after = useAfterOperation()
  return useMutation({
    mutationFn: ({ isNew, order }: { readonly isNew: boolean; readonly order: DeadLetterOrder }) =>
      call(
        ({ operations }) =>
          isNew ? operations.replayJobs({ payload: order }) : operations.retryJobs({ payload: order }),
        { patience: "5 minutes" }
      ),
    onSuccess: ({ count }) => toasts.done(count === 0 ? queues.noneDone : queues.done(count)),
    onSettled: after
  })
}
