import { Effect, Stream } from "effect"
import { HttpApiBuilder, HttpApiSchema } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import type { Document } from "#contract/workspace/Document.ts"
import { versionsOf, versionTag } from "#features/catalogue/files/ETag.ts"
import { FileDownload } from "#features/catalogue/files/FileDownload.ts"
import { remember } from "#features/idempotency/Remember.ts"
import { Documents } from "./Documents.ts"

const tagged = (body: Document) => HttpApiSchema.withHeaders({ body, headers: { etag: versionTag(body.version) } })
const created = (body: Document) =>
  HttpApiSchema.withHeaders({
    body,
    headers: { etag: versionTag(body.version), location: `/api/v1/documents/${body.id}` }
  })
const rememberCreated = (document: Document) => remember(created(document))

/** The calls under `/documents`. */
export const layer = HttpApiBuilder.group(
  Api,
  "documents",
  Effect.fnUntraced(function* (handlers) {
    const documents = yield* Documents
    const downloads = yield* FileDownload
    return handlers.handleAll({
      add: Effect.fnUntraced(function* ({ payload }) {
        const by = yield* CurrentUser
        return created(
          yield* Stream.isStream(payload)
            ? documents.addForm(by, payload, rememberCreated)
            : documents.add(by, payload, rememberCreated)
        )
      }),
      list: ({ query }) => Effect.flatMap(CurrentUser, (by) => documents.list(by, query)),
      get: Effect.fnUntraced(function* ({ params }) {
        return tagged(yield* documents.get(yield* CurrentUser, params.id))
      }),
      content: ({ params, query }) => Effect.flatMap(CurrentUser, (by) => documents.part(by, params.id, query)),
      download: Effect.fnUntraced(function* ({ headers, params }) {
        return yield* downloads.send(yield* documents.fileOf(yield* CurrentUser, params.id), headers)
      }),
      update: Effect.fnUntraced(function* ({ headers, params, payload }) {
        const by = yield* CurrentUser
        const target = { id: params.id, versions: versionsOf(headers["if-match"]) }
        return tagged(
          yield* Stream.isStream(payload)
            ? documents.updateForm(by, target, payload)
            : documents.update(by, target, payload)
        )
      }),
      remove: Effect.fnUntraced(function* ({ headers, params }) {
        yield* documents.remove(yield* CurrentUser, { id: params.id, versions: versionsOf(headers["if-match"]) })
      })
    })
  })
)
