import { useSyncExternalStore } from "react"

const period = 30_000

/** Milliseconds since 1970, told anew twice a minute: for what is shown as `in 3 days`. */
export const useNow = (): number =>
  useSyncExternalStore(
    (tell) => {
      const timer = setInterval(tell, period)
      return () => clearInterval(timer)
    },
    () => Math.floor((performance.timeOrigin + performance.now()) / period) * period
  )
