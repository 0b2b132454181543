import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { Notifications } from "./Notifications.ts"
import { Preferences } from "./Preferences.ts"

/** Answers the calls about notifications. */
export const layer = HttpApiBuilder.group(
  Api,
  "notifications",
  Effect.fnUntraced(function* (handlers) {
    const notifications = yield* Notifications
    const preferences = yield* Preferences
    return handlers.handleAll({
      list: ({ query }) => CurrentUser.use((by) => notifications.list(by, query)),
      read: ({ params }) => CurrentUser.use((by) => notifications.read(by, params.id)),
      readAll: () => CurrentUser.use((by) => notifications.readAll(by)),
      remove: ({ params }) => CurrentUser.use((by) => notifications.remove(by, params.id)),
      preferences: () => CurrentUser.use((by) => preferences.get(by)),
      setPreferences: ({ payload }) => CurrentUser.use((by) => preferences.set(by, payload))
    })
  })
)
