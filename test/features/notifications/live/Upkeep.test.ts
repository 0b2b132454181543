import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Option } from "effect"
import type { CurrentUser } from "#contract/Authorization.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import type { Role } from "#contract/identity/Role.ts"
import { UserId } from "#contract/identity/User.ts"
import { LastingAuthentication } from "#features/identity/LastingAuthentication.ts"
import { makeLiveSocket, recognise } from "#features/notifications/live/LiveSocket.ts"
import { makeUpkeep } from "#features/notifications/live/Upkeep.ts"
import type { PlacedEvent } from "#platform/events/PlacedEvents.ts"

const organizationId = OrganizationId.make("01900000-0000-7000-8000-000000000001")
const wire = {
  write: () => {},
  queuedBytes: () => 0,
  receivedBytes: () => 0,
  closed: Effect.never,
  cut: () => {}
}
const limits = {
  connections: 10,
  connectionsPerUser: 10,
  unknownPerAddress: 10,
  authenticateSeconds: 10,
  messagesPerSecond: 10,
  heartbeatSeconds: 10
}

const person = (): CurrentUser["Service"] => ({
  id: UserId.make(crypto.randomUUID()),
  organizationId,
  role: "librarian",
  sessionId: crypto.randomUUID()
})
const socketOf = (user: CurrentUser["Service"]) => {
  const socket = makeLiveSocket(wire, 0, 0)
  recognise(socket, { user, expiresAt: Infinity })
  return socket
}
const about = (type: string, { id }: CurrentUser["Service"]): PlacedEvent => ({
  position: 1,
  id: crypto.randomUUID(),
  organizationId,
  type,
  at: "2026-01-01T00:00:00.000Z",
  userId: id,
  leastRole: "admin",
  payload: { userId: id },
  source: "user"
})

/** Everybody was a librarian when somebody last asked, which is remembered; in truth it is as `now` says. */
const remembering = (now: Option.Option<Role>) => {
  const forgotten = new Set<string>()
  return LastingAuthentication.of({
    begin: () => Effect.never,
    roleOf: ({ id }) => Effect.succeed(forgotten.has(id) ? now : Option.some<Role>("librarian")),
    forget: ({ id }) => Effect.sync(() => void forgotten.add(id))
  })
}

const heeded = (now: Option.Option<Role>) =>
  Effect.gen(function* () {
    const [ann, bob] = [person(), person()]
    const [hers, his] = [socketOf(ann), socketOf(bob)]
    const upkeep = yield* makeUpkeep(new Map([hers, his].map((socket) => [socket, undefined])), limits)
    yield* upkeep.heed([about("book.updated", bob), about("user.updated", ann), about("loan.borrowed", bob)])
    return { hers, his }
  }).pipe(Effect.provideService(LastingAuthentication, remembering(now)))

describe("what happens to an account", () => {
  it.effect("counts at once for its sockets and no others, whatever was remembered of it", () =>
    Effect.gen(function* () {
      const { hers, his } = yield* heeded(Option.some("member"))
      assert.deepStrictEqual([hers.watcher?.role, his.watcher?.role], ["member", "librarian"])
      assert.isTrue(hers.isOpen)
    })
  )

  it.effect("ends the sockets of an account that is no more", () =>
    Effect.gen(function* () {
      const { hers, his } = yield* heeded(Option.none())
      assert.strictEqual(yield* Deferred.await(hers.ending), "ended")
      assert.deepStrictEqual([hers.isOpen, his.isOpen], [false, true])
    })
  )
})
