import { createContext, use, useEffect, useRef } from "react"
import type { LiveEvent } from "#contract/events/LiveEvent.ts"

export type LiveState = "closed" | "connecting" | "open" | "waiting"
export type LiveListener = (event: LiveEvent) => void

/** The events of the library, as they come to this page. */
export interface Live {
  readonly state: LiveState
  readonly listen: (listener: LiveListener) => () => void
}

export const LiveContext = createContext<Live | undefined>(undefined)

export const useLive = (): Live => {
  const live = use(LiveContext)
  if (live === undefined) throw new Error("no live events are provided")
  return live
}

/** Calls the listener with every event from now on. */
export const useLiveEvents = (listener: LiveListener): void => {
  const { listen } = useLive()
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => listen((event) => latest.current(event)), [listen])
}
