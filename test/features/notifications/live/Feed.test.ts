import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { makeFeed } from "#features/notifications/live/Feed.ts"
import { makeLiveSocket, recognise } from "#features/notifications/live/LiveSocket.ts"
import { tellable } from "#features/notifications/live/TellableEvent.ts"
import type { PlacedEvent } from "#platform/events/PlacedEvents.ts"

const organizationId = OrganizationId.make("01900000-0000-7000-8000-000000000001")
const user = {
  id: UserId.make("01900000-0000-7000-8000-000000000002"),
  organizationId,
  role: "member" as const,
  sessionId: "01900000-0000-7000-8000-000000000003"
}

const placed = (position: number): PlacedEvent => ({
  position,
  id: `event ${position}`,
  organizationId,
  type: "book.updated",
  at: "2026-01-01T00:00:00.000Z",
  userId: null,
  leastRole: "member",
  payload: {},
  source: "book"
})

/** A library in which five things have happened, and somebody who follows it; `meanwhile` happens while they read. */
const following = (meanwhile: ReadonlyArray<number>) => {
  const log = [1, 2, 3, 4, 5].map(placed)
  const told: Array<string> = []
  const idOf = (frame: Uint8Array) => /"id":"([^"]+)"/.exec(Buffer.from(frame).toString())?.[1] ?? ""
  const wire = {
    write: (frames: ReadonlyArray<Uint8Array>) => void told.push(...frames.map(idOf)),
    queuedBytes: () => 0,
    receivedBytes: () => 0,
    closed: Effect.never,
    cut: () => {}
  }
  const socket = makeLiveSocket(wire, 0, 0)
  recognise(socket, { user, expiresAt: Infinity })
  const progress = { position: () => log.at(-1)?.position ?? 0, last: () => log.at(-1)?.id }
  const happen = (position: number) => {
    if (position > progress.position()) log.push(placed(position))
    feed.offer({ events: [tellable(placed(position))], upTo: position })
  }
  const coming = [...meanwhile]
  const feed = makeFeed(socket, progress, ({ after, upTo }) =>
    Effect.sync(() => {
      const found = log.filter(({ position }) => position > after && position <= upTo)
      for (const position of coming.splice(0)) happen(position)
      return found
    })
  )
  return { feed, happen, told }
}

const events = (...positions: ReadonlyArray<number>) => positions.map((position) => `event ${position}`)

describe("somebody who goes on after an event", () => {
  it.effect("is told what the log has, and after it what came meanwhile, each once", () =>
    Effect.gen(function* () {
      // The fifth is in the log, and was still being handed out.
      const { feed, happen, told } = following([5, 6, 7])
      yield* feed.goOnAfter("event 2", 2)
      happen(8)
      assert.deepStrictEqual(told, events(3, 4, 5, 6, 7, 8))
      assert.strictEqual(feed.cursor(), "event 8")
    })
  )

  it.effect("is told again from there on, and nothing before its turn, who followed already", () =>
    Effect.gen(function* () {
      const { feed, happen, told } = following([7])
      feed.begin("event 5")
      happen(6)
      assert.deepStrictEqual(told.splice(0), events(6))
      yield* feed.goOnAfter("event 3", 3)
      assert.deepStrictEqual(told, events(4, 5, 6, 7))
    })
  )
})

describe("somebody who begins now", () => {
  it("is told what comes from now on, with what came since they joined, and nothing of before", () => {
    const { feed, happen, told } = following([])
    happen(5)
    happen(6)
    assert.deepStrictEqual(told, [])
    feed.begin("event 5")
    assert.deepStrictEqual(told, events(6))
    assert.strictEqual(feed.cursor(), "event 6")
  })
})
