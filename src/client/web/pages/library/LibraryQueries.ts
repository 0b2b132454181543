import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { UpdateOrganization } from "#contract/identity/Organization.ts"
import type { JobId, JobView } from "#contract/jobs/Job.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { useLiveEvents } from "../../live/LiveContext.tsx"

export const useOrganization = () => {
  const { call } = useConnection()
  return useQuery({
    queryKey: keys.organization,
    queryFn: ({ signal }) => call((api) => api.organization.get(), { signal })
  })
}

export const useUpdateOrganization = () => {
  const { call } = useConnection()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (payload: typeof UpdateOrganization.Type) => call((api) => api.organization.update({ payload })),
    onSuccess: async (organization) => {
      queries.setQueryData(keys.organization, organization)
      await queries.invalidateQueries({ queryKey: keys.usage })
    }
  })
}

/** What language models took this month. */
export const useUsage = () => {
  const { call } = useConnection()
  return useQuery({ queryKey: keys.usage, queryFn: ({ signal }) => call((api) => api.usage.get(), { signal }) })
}

/** What was learned from readers, the newest first. */
export const useModels = () => {
  const { call } = useConnection()
  return useQuery({
    queryKey: keys.models,
    queryFn: ({ signal }) => call((api) => api.recommendations.models(), { signal })
  })
}

export const isOver = ({ status }: JobView): boolean =>
  status === "completed" || status === "failed" || status === "cancelled"

const pause = 3000

/** A job as it goes on: by events, and looked at now and then in case none come. */
export const useJob = (id: JobId | undefined) => {
  const { call } = useConnection()
  const queries = useQueryClient()
  useLiveEvents(({ eventType, payload }) => {
    if (eventType !== "job.progressed" || payload.jobId !== id) return
    queries.setQueryData<JobView>(keys.job(payload.jobId), (job) =>
      job === undefined ? undefined : { ...job, progress: payload.progress, phase: payload.phase }
    )
  })
  return useQuery({
    queryKey: keys.job(id ?? ""),
    queryFn: ({ signal }) => {
      if (id === undefined) throw new Error("no job is asked for")
      return call((api) => api.jobs.get({ params: { id } }), { signal })
    },
    enabled: id !== undefined,
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOver(data) ? false : pause)
  })
}
