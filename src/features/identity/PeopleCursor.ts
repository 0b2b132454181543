import { Effect, Schema } from "effect"
import { Base64Url } from "effect/encoding"
import { Role } from "#contract/identity/Role.ts"
import { UserId } from "#contract/identity/User.ts"
import { InvalidCursor } from "#contract/Page.ts"

/** Where a page of people ended, and what the list was filtered by. */
const Position = Schema.fromJsonString(
  Schema.Struct({ list: Schema.tag("users"), role: Schema.optionalKey(Role), after: UserId })
)

/** The cursor of the page that starts after the person. */
export const encode = (after: UserId, role: Role | undefined): Effect.Effect<string> =>
  Schema.encodeEffect(Position)({ list: "users", after, ...(role === undefined ? {} : { role }) }).pipe(
    Effect.map(Base64Url.encode),
    Effect.catchTag("SchemaError", Effect.die)
  )

/** The person that the page starts after. */
export const decode = (cursor: string, role: Role | undefined): Effect.Effect<UserId, InvalidCursor> =>
  Effect.fromResult(Base64Url.decodeString(cursor)).pipe(
    Effect.flatMap(Schema.decodeUnknownEffect(Position)),
    Effect.filterOrFail(
      (position) => position.role === role,
      () => new InvalidCursor({})
    ),
    Effect.mapBoth({ onSuccess: ({ after }) => after, onFailure: () => new InvalidCursor({}) })
  )
