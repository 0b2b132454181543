import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Authorization } from "../Authorization.ts"
import * as Page from "../Page.ts"
import { ReadableBody } from "../Problem.ts"
import { Notification, NotificationId, NotificationNotFound } from "./Notification.ts"
import { PreferenceChanges, Preferences } from "./Preference.ts"

const params = { id: NotificationId }
const Unread = Schema.Int.annotate({ description: `Not read yet; at most ${Page.countedTo}: more are not counted` })

/** A page of notifications, and how many of all of them are unread. */
export const NotificationPage = Schema.Struct({ ...Page.ofLong(Notification).fields, unread: Unread })

/** How many notifications were marked. */
export const MarkedRead = Schema.Struct({
  read: Schema.Int.annotate({ description: "How many were unread" })
}).annotate({ identifier: "MarkedRead" })

/** What people are told. */
export class NotificationsApi extends HttpApiGroup.make("notifications")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: { ...Page.query, unread: Schema.optionalKey(Schema.Boolean) },
      success: NotificationPage,
      error: Page.InvalidCursor
    })
      .annotateMerge(
        Page.describeQuery({
          ...Page.queryDocs,
          unread: {
            description: "Only those that are unread, or only those that are read",
            schema: { type: "boolean" }
          }
        })
      )
      .annotateMerge(OpenApi.annotations({ summary: "My notifications, the newest first" })),
    HttpApiEndpoint.get("preferences", "/preferences", { success: Preferences }).annotateMerge(
      OpenApi.annotations({ summary: "What I want to be told" })
    ),
    HttpApiEndpoint.put("setPreferences", "/preferences", { payload: PreferenceChanges, success: Preferences })
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Say what I want to be told",
          description: "Of what happens from now on. Types that are left out stay as they are."
        })
      ),
    HttpApiEndpoint.post("readAll", "/read-all", { success: MarkedRead }).annotateMerge(
      OpenApi.annotations({ summary: "Mark all my notifications as read" })
    ),
    HttpApiEndpoint.post("read", "/:id/read", {
      params,
      success: Notification,
      error: NotificationNotFound
    }).annotateMerge(
      OpenApi.annotations({ summary: "Mark a notification as read", description: "Again changes nothing." })
    ),
    HttpApiEndpoint.delete("remove", "/:id", { params, error: NotificationNotFound }).annotateMerge(
      OpenApi.annotations({ summary: "Remove a notification" })
    )
  )
  .middleware(Authorization)
  .prefix("/notifications")
  .annotateMerge(
    OpenApi.annotations({ title: "Notifications", description: "What people are told, and what they want to be told" })
  ) {}
