import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { CoverDownload } from "./CoverDownload.ts"
import { Covers } from "./Covers.ts"

/** Answers the calls about covers. */
export const layer = HttpApiBuilder.group(
  Api,
  "covers",
  Effect.fnUntraced(function* (handlers) {
    const covers = yield* Covers
    const downloads = yield* CoverDownload
    return handlers.handleAll({
      get: Effect.fnUntraced(function* ({ headers, params }) {
        const { organizationId } = yield* CurrentUser
        const cover = yield* covers.file({ organizationId, bookId: params.id })
        return yield* downloads.send(cover, headers["if-none-match"])
      }),
      put: ({ params, payload }) => CurrentUser.use((by) => covers.put(by, params.id, payload)),
      remove: ({ params }) => CurrentUser.use((by) => covers.remove(by, params.id))
    })
  })
)
