import { Effect, Stream } from "effect"
import { HttpApiBuilder, HttpApiSchema } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import type { Book } from "#contract/catalogue/Book.ts"
import { remember } from "#features/idempotency/Remember.ts"
import { Catalogue } from "./Catalogue.ts"
import { versionsOf, versionTag } from "./files/ETag.ts"
import { FileDownload } from "./files/FileDownload.ts"
import { Suggestions } from "./Suggestions.ts"

const tagged = (body: Book) => HttpApiSchema.withHeaders({ body, headers: { etag: versionTag(body.version) } })
const created = (body: Book) =>
  HttpApiSchema.withHeaders({
    body,
    headers: { etag: versionTag(body.version), location: `/api/v1/books/${body.id}` }
  })
const rememberCreated = (book: Book) => remember(created(book))

/** The calls under `/books`. */
export const layer = HttpApiBuilder.group(
  Api,
  "books",
  Effect.fnUntraced(function* (handlers) {
    const catalogue = yield* Catalogue
    const suggestions = yield* Suggestions
    const downloads = yield* FileDownload
    return handlers.handleAll({
      add: Effect.fnUntraced(function* ({ payload }) {
        const by = yield* CurrentUser
        return created(
          yield* Stream.isStream(payload)
            ? catalogue.addForm(by, payload, rememberCreated)
            : catalogue.add(by, payload, rememberCreated)
        )
      }),
      list: Effect.fnUntraced(function* ({ query }) {
        return yield* catalogue.list((yield* CurrentUser).organizationId, query)
      }),
      suggest: Effect.fnUntraced(function* ({ query }) {
        const { organizationId } = yield* CurrentUser
        return { items: yield* suggestions.of(organizationId, query.q, query.limit) }
      }),
      get: Effect.fnUntraced(function* ({ params }) {
        return tagged(yield* catalogue.get((yield* CurrentUser).organizationId, params.id))
      }),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        const by = yield* CurrentUser
        const versions = versionsOf(headers["if-match"])
        return tagged(
          yield* Stream.isStream(payload)
            ? catalogue.updateForm(by, params.id, payload, versions)
            : catalogue.update(by, params.id, payload, versions)
        )
      }),
      remove: Effect.fnUntraced(function* ({ headers, params }) {
        yield* catalogue.remove(yield* CurrentUser, params.id, versionsOf(headers["if-match"]))
      }),
      download: Effect.fnUntraced(function* ({ headers, params }) {
        const { file } = yield* catalogue.fileOf((yield* CurrentUser).organizationId, params.id)
        return yield* downloads.send(file, headers)
      })
    })
  })
)
