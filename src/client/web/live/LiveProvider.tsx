import { useQueryClient } from "@tanstack/react-query"
import { Effect } from "effect"
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react"
import { follow } from "../../LiveEvents.ts"
import { useConnection, useSession } from "../connection/ConnectionContext.tsx"
import { LiveContext, type LiveListener, type LiveState } from "./LiveContext.tsx"
import { Renewal } from "./Renewal.ts"
import { staleAfter } from "./StaleAfter.ts"

const socketUrl = () => `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/api/v1/ws`

/** Calls back when the device is online again, or somebody looks at the page again. */
const onWake = (wake: () => void) => {
  const look = () => document.visibilityState === "visible" && wake()
  window.addEventListener("online", wake)
  document.addEventListener("visibilitychange", look)
  return () => {
    window.removeEventListener("online", wake)
    document.removeEventListener("visibilitychange", look)
  }
}

/**
 * Follows the library's events as long as somebody is logged in, and makes what they say is out of date be asked for
 * again. Where events were missed for good, that is everything.
 */
export const LiveProvider = ({ children }: { readonly children: ReactNode }) => {
  const connection = useConnection()
  const queries = useQueryClient()
  const isLoggedIn = useSession()._tag === "loggedIn"
  const [state, setState] = useState<LiveState>("closed")
  const listeners = useRef(new Set<LiveListener>())

  useEffect(() => {
    if (!isLoggedIn) return
    const stop = new AbortController()
    let wasOpen = false
    const renewal = new Renewal({
      renew: (keys) => Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })))
    })
    const following = follow({
      url: socketUrl(),
      token: async (isRefused) => {
        if (isRefused) await connection.refresh().catch(() => false)
        return connection.token()
      },
      onEvents: (events) => {
        renewal.add(staleAfter(events))
        for (const event of events) for (const listener of listeners.current) listener(event)
      },
      onGap: () => void queries.invalidateQueries(),
      onState: (next) => {
        setState(next)
        if (next !== "open" || wasOpen) return
        // What was asked for before events came may have changed since.
        wasOpen = true
        void queries.invalidateQueries({ predicate: ({ state: { dataUpdatedAt } }) => dataUpdatedAt > 0 })
      },
      onWake
    })
    Effect.runPromise(following, { signal: stop.signal }).catch(() => setState("closed"))
    return () => {
      stop.abort()
      renewal.stop()
    }
  }, [connection, isLoggedIn, queries])

  const live = useMemo(
    () => ({
      state,
      listen: (listener: LiveListener) => {
        listeners.current.add(listener)
        return () => void listeners.current.delete(listener)
      }
    }),
    [state]
  )
  return <LiveContext value={live}>{children}</LiveContext>
}
