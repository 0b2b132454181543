import { assert, layer } from "@effect/vitest"
import { Effect, Exit, Layer } from "effect"
import type { Session } from "#contract/identity/Session.ts"
import { Readers, type ReadersQuery } from "#features/identity/Readers.ts"
import { layerEmbedded } from "../../support/TestDatabase.ts"
import { colleague, found, layerIdentity } from "./IdentityServices.ts"

const list = ({ user }: Session, query: Partial<ReadersQuery>) =>
  Readers.use((readers) => readers.list(user.organizationId, { limit: 20, ...query }))
const ids = (page: { readonly items: ReadonlyArray<{ readonly id: string }> }) => page.items.map(({ id }) => id)

layer(Readers.layer.pipe(Layer.provideMerge(layerIdentity(layerEmbedded))), { excludeTestServices: true })(
  "the readers that the desk finds",
  (it) => {
    it.effect("are found by a part of their name or address, in whatever letters, and by nothing but that", () =>
      Effect.gen(function* () {
        const desk = yield* found({ fullName: "Grace Desk" })
        const ada = yield* colleague(desk, { email: "lovelace%_x@example.org" })
        assert.deepStrictEqual(ids(yield* list(desk, { q: "aDa re" })), [ada.user.id])
        assert.deepStrictEqual(ids(yield* list(desk, { q: "LOVELACE" })), [ada.user.id])
        assert.deepStrictEqual(ids(yield* list(desk, { q: "%_" })), [ada.user.id])
        assert.deepStrictEqual(ids(yield* list(desk, { q: "nobody%" })), [])
        assert.deepStrictEqual(ids(yield* list(desk, {})), [ada.user.id, desk.user.id])
      })
    )

    it.effect("are named by their ids, those of other libraries left out", () =>
      Effect.gen(function* () {
        const [desk, stranger] = [yield* found(), yield* found()]
        const reader = yield* colleague(desk)
        const page = yield* list(desk, { id: [reader.user.id, stranger.user.id] })
        assert.deepStrictEqual(page.items, [
          {
            id: reader.user.id,
            fullName: reader.user.fullName,
            email: reader.user.email,
            active: true,
            blockedAt: null,
            blockedReason: null
          }
        ])
        assert.deepStrictEqual([ids(yield* list(desk, { id: [] })), page.total], [[], 1])
      })
    )

    it.effect("come page by page, and a cursor counts for its own search only", () =>
      Effect.gen(function* () {
        const desk = yield* found()
        const readers = yield* Effect.forEach(Array.from({ length: 3 }), () => colleague(desk))
        const first = yield* list(desk, { limit: 2 })
        const cursor = first.nextCursor ?? ""
        const second = yield* list(desk, { limit: 2, cursor })
        assert.deepStrictEqual(
          [...ids(first), ...ids(second)],
          [...readers.toReversed(), desk].map(({ user }) => user.id)
        )
        assert.isTrue(Exit.isFailure(yield* Effect.exit(list(desk, { limit: 2, q: "a", cursor }))))
      })
    )
  }
)
