import { Effect, Schema } from "effect"
import type { Keeper } from "#features/identity/PersonalData.ts"
import { asJson } from "#features/identity/PersonalJson.ts"
import { featureKinds } from "./Preferences.ts"
import { Tastes } from "./Tastes.ts"

const Preference = Schema.Struct({
  kind: Schema.Literals(featureKinds),
  key: Schema.String,
  label: Schema.String,
  weight: Schema.Finite
})
const encode = asJson(Preference)

/** What is thought of somebody's taste. It goes with the reader, and so does what is recommended to them for it. */
export const keeper = Effect.map(Tastes, (tastes): Keeper => ({
  name: "preferences",
  collect: ({ id: userId, organizationId }) => Effect.flatMap(tastes.kept({ organizationId, userId }), encode),
  forget: () => Effect.void
})).pipe(Effect.provide(Tastes.layer))
