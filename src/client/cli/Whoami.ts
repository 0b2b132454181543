import { Effect, Schema } from "effect"
import { Command } from "effect/cli"
import { Organization } from "#contract/identity/Organization.ts"
import { User } from "#contract/identity/User.ts"
import { jsonFlag } from "./Flags.ts"
import { Library } from "./Library.ts"
import { Screen } from "./output/Screen.ts"
import { plain } from "./output/Text.ts"

const Answer = Schema.Struct({ server: Schema.String, user: User, organization: Organization })

export const whoami = Command.make(
  "whoami",
  { json: jsonFlag },
  Effect.fnUntraced(function* ({ json }) {
    const library = yield* Library
    const screen = yield* Screen
    const { url } = yield* library.session
    const { organization, user } = yield* library.call((api) =>
      Effect.all({ user: api.profile.get(), organization: api.organization.get() }, { concurrency: 2 })
    )
    if (json) {
      return yield* screen.json(Answer, { server: url, user, organization })
    }
    yield* screen.line(`${plain(user.fullName)} <${user.email}>, ${user.role} of ${plain(organization.name)} at ${url}`)
  })
).pipe(Command.withDescription("Who is logged in, and where"))
