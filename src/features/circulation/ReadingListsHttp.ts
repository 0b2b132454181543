import { Effect } from "effect"
import { HttpApiBuilder, HttpApiSchema } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import type { ReadingList } from "#contract/circulation/ReadingList.ts"
import { remember } from "#features/idempotency/Remember.ts"
import { ReadingListItems } from "./ReadingListItems.ts"
import { ReadingLists } from "./ReadingLists.ts"

const created = (body: ReadingList) =>
  HttpApiSchema.withHeaders({ body, headers: { location: `/api/v1/reading-lists/${body.id}` } })

/** Answers the calls about reading lists. */
export const layer = HttpApiBuilder.group(
  Api,
  "readingLists",
  Effect.fnUntraced(function* (handlers) {
    const lists = yield* ReadingLists
    const items = yield* ReadingListItems
    return handlers.handleAll({
      add: Effect.fnUntraced(function* ({ payload }) {
        const by = yield* CurrentUser
        return created(yield* lists.add(by, payload, (list) => remember(created(list))))
      }),
      list: ({ query }) => Effect.flatMap(CurrentUser, (by) => lists.list(by, query)),
      get: ({ params }) => Effect.flatMap(CurrentUser, (by) => lists.get(by, params.id)),
      update: ({ params, payload }) => Effect.flatMap(CurrentUser, (by) => lists.update(by, params.id, payload)),
      remove: ({ params }) => Effect.flatMap(CurrentUser, (by) => lists.remove(by, params.id)),
      items: ({ params, query }) => Effect.flatMap(CurrentUser, (by) => items.list(by, params.id, query)),
      addItem: ({ params, payload }) =>
        Effect.flatMap(CurrentUser, (by) => items.add(by, params.id, payload, remember)),
      removeItem: ({ params }) => Effect.flatMap(CurrentUser, (by) => items.remove(by, params.id, params.bookId)),
      moveItem: ({ params, payload }) =>
        Effect.flatMap(CurrentUser, (by) => items.move(by, params.id, params.bookId, payload.before))
    })
  })
)
