import { Schema } from "effect"
import { includes, type Role } from "../identity/Role.ts"
import { NotificationType } from "./Notification.ts"

/** The ways in which a person is told of something. */
const Channels = Schema.Struct({
  inApp: Schema.Boolean.annotate({ description: "Among their notifications", examples: [false] })
}).annotate({ identifier: "NotificationChannels" })

/** Whether a person wants to be told of something, and how. */
export const Preference = Schema.Struct({ type: NotificationType, channels: Channels }).annotate({
  identifier: "NotificationPreference"
})
export type Preference = typeof Preference.Type

/** One for each type that can concern the person. */
export const Preferences = Schema.Struct({ items: Schema.Array(Preference) }).annotate({
  identifier: "NotificationPreferences"
})
export type Preferences = typeof Preferences.Type

/** What is changed; types that are left out stay as they are. Of a type that comes twice the last one counts. */
export const PreferenceChanges = Schema.Struct({
  items: Schema.Array(Preference)
    .check(Schema.isMaxLength(100))
    .annotate({ examples: [[{ type: "loan.due-soon", channels: { inApp: false } }]] })
}).annotate({ identifier: "NotificationPreferenceChanges" })
export type PreferenceChanges = typeof PreferenceChanges.Type

const forStaff: ReadonlySet<NotificationType> = new Set(["book.summarized", "book.summary-failed", "review.reported"])

/** What somebody with this role can be told. */
export const typesFor = (role: Role): ReadonlyArray<NotificationType> =>
  NotificationType.literals.filter((type) => !forStaff.has(type) || includes(role, "librarian"))
