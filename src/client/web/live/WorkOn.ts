import { useState } from "react"
import type { LiveEvent } from "#contract/events/LiveEvent.ts"
import { useLiveEvents } from "./LiveContext.tsx"

type JobEvent = Extract<LiveEvent, { readonly payload: { readonly jobId: unknown } }>
export type Work = JobEvent["payload"]

export const isAboutWork = (event: LiveEvent): event is JobEvent => "jobId" in event.payload

/** What was last heard of the work of one kind on a book or document, while one watches. */
export const useWorkOn = (relatedId: string, type: string): Work | undefined => {
  const [work, setWork] = useState<Work>()
  useLiveEvents((event) => {
    if (isAboutWork(event) && event.payload.relatedId === relatedId && event.payload.type === type) {
      setWork(event.payload)
    }
  })
  return work
}
