import { Context, Effect } from "effect"

/** While nobody rings, events are looked for this often. */
export const lookInterval = "500 millis"

/**
 * Says that there are new events, and nothing of what they are: that is always asked of the database. So whatever a bell
 * loses costs only time. Without one, as by default, events are found by looking twice a second.
 */
export const EventBell = Context.Reference<{
  /** Wakes whoever waits, in every process. Neither waits for a machine nor fails: it is called after each commit. */
  readonly ring: Effect.Effect<void>
  /** Waits until it is worth while to look for events: the bell was rung, or it may have been rung unheard. */
  readonly rung: Effect.Effect<void>
}>("luminalib/platform/events/EventBell", {
  defaultValue: () => ({ ring: Effect.void, rung: Effect.sleep(lookInterval) })
})
