import { Effect } from "effect"
import { HttpApiBuilder, HttpApiSchema } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import type { Review } from "#contract/circulation/Review.ts"
import { versionsOf, versionTag } from "#features/catalogue/files/ETag.ts"
import { remember } from "#features/idempotency/Remember.ts"
import { ReviewList } from "./ReviewList.ts"
import { Reviews } from "./Reviews.ts"

const tagged = (body: Review) => HttpApiSchema.withHeaders({ body, headers: { etag: versionTag(body.version) } })
const created = (body: Review) =>
  HttpApiSchema.withHeaders({
    body,
    headers: { etag: versionTag(body.version), location: `/api/v1/reviews/${body.id}` }
  })

/** Answers the calls about what readers say of books. */
export const layer = HttpApiBuilder.group(
  Api,
  "reviews",
  Effect.fnUntraced(function* (handlers) {
    const reviews = yield* Reviews
    const lists = yield* ReviewList
    return handlers.handleAll({
      add: Effect.fnUntraced(function* ({ params, payload }) {
        const by = yield* CurrentUser
        return created(yield* reviews.add(by, params.id, payload, (review) => remember(created(review))))
      }),
      list: ({ params, query }) => Effect.flatMap(CurrentUser, (by) => lists.ofBook(by, params.id, query)),
      reported: ({ query }) => Effect.flatMap(CurrentUser, (by) => lists.reported(by, query)),
      get: ({ params }) => Effect.flatMap(CurrentUser, (by) => Effect.map(reviews.get(by, params.id), tagged)),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        const by = yield* CurrentUser
        return tagged(yield* reviews.update(by, params.id, payload, versionsOf(headers["if-match"])))
      }),
      remove: Effect.fnUntraced(function* ({ headers, params }) {
        yield* reviews.remove(yield* CurrentUser, params.id, versionsOf(headers["if-match"]))
      }),
      report: ({ params, payload }) =>
        Effect.flatMap(CurrentUser, (by) => reviews.report(by, params.id, payload.reason)),
      hide: ({ params, payload }) =>
        Effect.flatMap(CurrentUser, (by) => Effect.map(reviews.hide(by, params.id, payload.reason), tagged)),
      unhide: ({ params }) => Effect.flatMap(CurrentUser, (by) => Effect.map(reviews.unhide(by, params.id), tagged))
    })
  })
)
