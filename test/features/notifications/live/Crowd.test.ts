import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { visitor } from "../../../support/Library.ts"
import { layerTestServices, startServer } from "../../../support/TestServer.ts"
import { gatherCrowd } from "./Crowd.ts"
import { announceIn, eventually } from "./LiveClient.ts"

const sockets = 200
const events = 60

describe("two hundred sockets of one library", () => {
  it.live("are each told all that they may see, in the same order", () =>
    Effect.gen(function* () {
      const { baseUrl, context } = yield* startServer({ LIVE_CONNECTIONS_PER_USER: "50" }, { worker: false })
      const people = yield* Effect.forEach(["ada", "ben", "cyd", "dan"], (name) =>
        Effect.flatMap(visitor(baseUrl), ({ signUp }) => signUp(`${name}@example.org`))
      )
      const heard = Array.from({ length: sockets }, () => new Array<string>())
      yield* gatherCrowd(
        baseUrl,
        Array.from({ length: sockets }, (_, index) => people[index % people.length]?.accessToken ?? ""),
        (socket, { bookId }) => void heard[socket]?.push(bookId)
      )
      const told = Array.from({ length: events }, (_, index) => {
        const to = people[index % people.length]?.user
        return { bookId: crypto.randomUUID(), to: index % 3 === 0 ? to?.id : undefined }
      })
      const organizationId = people[0]?.user.organizationId ?? ""
      for (const { bookId, to } of told) {
        const audience = to === undefined ? { leastRole: "member" as const } : { userId: to }
        yield* announceIn(context, [{ organizationId, type: "book.updated", payload: { bookId }, ...audience }])
      }
      const expected = people.map(({ user }) =>
        told.flatMap(({ bookId, to }) => (to === undefined || to === user.id ? [bookId] : []))
      )
      yield* eventually(
        Effect.sync(() => heard.filter((books, index) => books.length >= (expected[index % 4]?.length ?? 0)).length),
        (done) => done === sockets
      )
      heard.forEach((books, index) => assert.deepStrictEqual(books, expected[index % 4]))
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )
})
