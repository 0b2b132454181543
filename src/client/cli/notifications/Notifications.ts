import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import type { Notification } from "#contract/notifications/Notification.ts"
import { NotificationPage } from "#contract/notifications/NotificationsApi.ts"
import { jsonFlag, limitFlag, pageFlag } from "../Flags.ts"
import { Library } from "../Library.ts"
import { morePages } from "../output/MorePages.ts"
import { Screen } from "../output/Screen.ts"
import { printTable } from "../output/Table.ts"
import { cut } from "../output/Text.ts"
import { moment } from "../output/Units.ts"
import { textOf } from "./NotificationText.ts"

const columns = [{ name: "told" }, { name: "what" }, { name: "read" }]

const rowOf = (notification: Notification) => [
  moment(notification.createdAt),
  cut(textOf(notification), 100),
  moment(notification.readAt)
]

export const notifications = Command.make(
  "notifications",
  {
    all: Flag.Boolean("all").pipe(Flag.withDescription("Those too that were read"), Flag.withDefault(false)),
    read: Flag.Boolean("read").pipe(
      Flag.withDescription("Then mark all as read, those on other pages too"),
      Flag.withDefault(false)
    ),
    limit: limitFlag,
    page: pageFlag,
    json: jsonFlag
  },
  Effect.fnUntraced(function* ({ all, json, limit, page, read }) {
    const { call } = yield* Library
    const screen = yield* Screen
    const answer = yield* call((api) =>
      api.notifications.list({ query: { limit, page, ...(all ? {} : { unread: true }) } })
    )
    if (json) yield* screen.json(NotificationPage, answer)
    else if (answer.items.length === 0) yield* screen.note("Nothing new")
    else {
      yield* printTable(columns, answer.items.map(rowOf))
      yield* morePages(answer)
    }
    if (read) yield* call((api) => api.notifications.readAll())
  })
).pipe(
  Command.withDescription("What one was told and has not read, newest first"),
  Command.withExamples([{ command: "luminalib notifications --read", description: "Look, and mark all as read" }])
)
