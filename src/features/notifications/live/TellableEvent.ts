import type { PlacedEvent } from "#platform/events/PlacedEvents.ts"
import { isToldTo } from "#platform/events/Watcher.ts"
import type { LiveSocket } from "./LiveSocket.ts"
import { textFrame } from "./Wire.ts"

/** An event and the frame that tells it, which is made once however many are told. */
export interface TellableEvent {
  readonly event: PlacedEvent
  readonly frame: () => Uint8Array
}

export const tellable = (event: PlacedEvent): TellableEvent => {
  let made: Uint8Array | undefined
  const { at, id, payload, source, type } = event
  return {
    event,
    frame: () =>
      (made ??= textFrame(JSON.stringify({ type: "event", id, eventType: type, timestamp: at, source, payload })))
  }
}

/** Whether the person behind the socket is told of it, and wants to be. */
export const isFor = ({ topics, watcher }: LiveSocket, { event }: TellableEvent): boolean =>
  watcher !== undefined && isToldTo(event, watcher) && topics(event.type)
