import { Context, Effect, Layer, Option } from "effect"
import { SecureRandom } from "effect/crypto"
import { Forbidden } from "#contract/Authorization.ts"
import {
  mostLists,
  type NewReadingList,
  type ReadingList,
  type ReadingListChanges,
  ReadingListId,
  ReadingListNotFound,
  TooManyReadingLists
} from "#contract/circulation/ReadingList.ts"
import { InvalidCursor } from "#contract/Page.ts"
import { Audit } from "#features/identity/Audit.ts"
import { type Remember, rememberNothing } from "#features/idempotency/Remember.ts"
import * as NewestFirst from "#platform/NewestFirst.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { type Actor, isStaff } from "./CirculationPolicy.ts"
import { type ListFilter, ReadingListsRepo } from "./ReadingListsRepo.ts"

/** Which page of which lists: one's own, or those that anybody shares. */
export interface ListsQuery extends NewestFirst.PageQuery {
  readonly of?: "mine" | "shared"
}

/** A list that somebody may see: their own, or a shared one. For everybody else it is not there. */
export const visibleTo = (
  by: Actor,
  id: ReadingListId,
  found: Option.Option<ReadingList>
): Effect.Effect<ReadingList, ReadingListNotFound> =>
  Option.filter(found, ({ shared, userId }) => shared || userId === by.id).pipe(
    Effect.fromOption,
    Effect.mapError(() => new ReadingListNotFound({ listId: id }))
  )

/** A list is changed by its owner alone. */
export const ownedBy = (by: Actor, list: ReadingList): Effect.Effect<ReadingList, Forbidden> =>
  list.userId === by.id
    ? Effect.succeed(list)
    : Effect.fail(new Forbidden({ detail: "Only whose list it is may change it." }))

/** Lists of books that readers keep, for themselves or shared within their library. */
export class ReadingLists extends Context.Service<
  ReadingLists,
  {
    /** `remember` is called last in the transaction. */
    readonly add: (
      by: Actor,
      list: NewReadingList,
      remember?: Remember<ReadingList>
    ) => Effect.Effect<ReadingList, TooManyReadingLists>
    /** Newest first. Two statements. */
    readonly list: (by: Actor, query: ListsQuery) => Effect.Effect<NewestFirst.Page<ReadingList>, InvalidCursor>
    /** One statement. */
    readonly get: (by: Actor, id: ReadingListId) => Effect.Effect<ReadingList, ReadingListNotFound>
    readonly update: (
      by: Actor,
      id: ReadingListId,
      changes: ReadingListChanges
    ) => Effect.Effect<ReadingList, ReadingListNotFound | Forbidden>
    /** By its owner; a shared one also by staff, which is audited. */
    readonly remove: (by: Actor, id: ReadingListId) => Effect.Effect<void, ReadingListNotFound | Forbidden>
  }
>()("luminalib/features/circulation/ReadingLists") {
  static readonly layerNoDeps = Layer.effect(
    ReadingLists,
    Effect.gen(function* () {
      const repo = yield* ReadingListsRepo
      const audit = yield* Audit
      const wall = yield* TenantWall
      const random = yield* SecureRandom.SecureRandom

      const get = Effect.fnUntraced(function* (by: Actor, id: ReadingListId) {
        return yield* visibleTo(by, id, yield* repo.find({ organizationId: by.organizationId, id }))
      })
      const lock = Effect.fnUntraced(function* (by: Actor, id: ReadingListId) {
        return yield* visibleTo(by, id, yield* repo.lock({ organizationId: by.organizationId, id }))
      })

      const add = Effect.fnUntraced(function* (by: Actor, list: NewReadingList) {
        const { id: userId, organizationId } = by
        if ((yield* repo.lockCount(organizationId, userId)) >= mostLists) {
          return yield* new TooManyReadingLists({ limit: mostLists })
        }
        const id = ReadingListId.make(yield* random.uuidV7())
        yield* repo.insert({ organizationId, id }, userId, list)
        return yield* Effect.catchTag(get(by, id), "ReadingListNotFound", Effect.die)
      })

      const update = Effect.fnUntraced(function* (by: Actor, id: ReadingListId, changes: ReadingListChanges) {
        yield* ownedBy(by, yield* lock(by, id))
        yield* repo.update({ organizationId: by.organizationId, id }, changes)
        return yield* get(by, id)
      })

      const remove = Effect.fnUntraced(function* (by: Actor, id: ReadingListId) {
        const { organizationId } = by
        const { name, userId } = yield* Effect.flatMap(lock(by, id), (list) =>
          isStaff(by) ? Effect.succeed(list) : ownedBy(by, list)
        )
        yield* repo.remove({ organizationId, id })
        if (userId === by.id) return
        yield* audit.record({
          organizationId,
          actorId: by.id,
          action: "reading-list.remove",
          subject: { type: "reading-list", id },
          detail: { name, userId }
        })
      })

      return ReadingLists.of({
        add: Effect.fn("ReadingLists.add")(
          (by, list, remember = rememberNothing) => wall.within(by.organizationId, Effect.tap(add(by, list), remember)),
          Effect.catchTag("SqlError", Effect.die)
        ),
        list: Effect.fn("ReadingLists.list")(
          function* (by, { of, ...query }) {
            const { organizationId } = by
            const filter: ListFilter = { organizationId, userId: of === "shared" ? undefined : by.id }
            const scope = JSON.stringify(["reading-lists", filter])
            const rows = NewestFirst.rowsOf(scope, query)
            if (Option.isNone(rows)) return yield* new InvalidCursor({})
            const found = yield* repo.list(filter, rows.value)
            return NewestFirst.pageOf(found, { scope, query, total: yield* repo.count(filter) })
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        get: Effect.fn("ReadingLists.get")(get, Effect.catchTag("SqlError", Effect.die)),
        update: Effect.fn("ReadingLists.update")(
          (by, id, changes) => wall.within(by.organizationId, update(by, id, changes)),
          Effect.catchTag("SqlError", Effect.die)
        ),
        remove: Effect.fn("ReadingLists.remove")(
          (by, id) => wall.within(by.organizationId, remove(by, id)),
          Effect.catchTag("SqlError", Effect.die)
        )
      })
    })
  )

  /** Asks for SqlClient, SecureRandom and TenantWall. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide([ReadingListsRepo.layer, Audit.layer]))
}
