import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { JobId, JobStatus } from "#contract/jobs/Job.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { usePages } from "../../connection/Pages.ts"
import { useLiveEvents } from "../../live/LiveContext.tsx"
import { isAboutWork, type Work } from "../../live/WorkOn.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useToasts } from "../../parts/Toasts.ts"

/** Which jobs are shown. */
export interface JobFilter {
  readonly status?: string
  readonly type?: string
}

export const useJobs = ({ status, type }: JobFilter) => {
  const known = JobStatus.literals.find((literal) => literal === status)
  return usePages([...keys.jobs, known ?? "", type ?? ""], (api, page) =>
    api.jobs.list({
      query: { ...page, ...(known === undefined ? {} : { status: known }), ...(type === undefined ? {} : { type }) }
    })
  )
}

export const useJob = (id: string | undefined) => {
  const { call } = useConnection()
  return useQuery({
    queryKey: keys.job(id ?? ""),
    queryFn: ({ signal }) => call((api) => api.jobs.get({ params: { id: JobId.make(id ?? "") } }), { signal }),
    enabled: id !== undefined
  })
}

const withNews = (works: ReadonlyMap<string, Work>, work: Work): ReadonlyMap<string, Work> => {
  const after = new Map(works)
  if (work.status === "pending" || work.status === "running") after.set(work.jobId, work)
  else after.delete(work.jobId)
  return after
}

/** What was last heard of each job that goes on, while one watches. */
export const useWorkNow = (): ReadonlyMap<string, Work> => {
  const [works, setWorks] = useState<ReadonlyMap<string, Work>>(new Map())
  useLiveEvents((event) => {
    if (isAboutWork(event)) setWorks((before) => withNews(before, event.payload))
  })
  return works
}

/** What staff can do with a job. */
export const useJobActions = (id: JobId) => {
  const { call } = useConnection()
  const { jobs } = useMessages()
  const queries = useQueryClient()
  const toasts = useToasts()
  const params = { id }
  const onSettled = () =>
    Promise.all([keys.jobs, keys.job(id)].map((queryKey) => queries.invalidateQueries({ queryKey })))
  const retry = useMutation({
    mutationFn: () => call((api) => api.jobs.retry({ params })),
    onSuccess: () => toasts.done(jobs.retried),
    onSettled
  })
  const cancel = useMutation({
    mutationFn: () => call((api) => api.jobs.cancel({ params })),
    onSuccess: () => toasts.done(jobs.cancelled),
    onSettled
  })
  return { cancel, retry }
}
