import { Effect, Layer } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { Audit } from "./Audit.ts"

export const layerNoDeps = HttpApiBuilder.group(
  Api,
  "audit",
  Effect.fnUntraced(function* (handlers) {
    const audit = yield* Audit
    return handlers.handleAll({
      list: ({ query }) => CurrentUser.use((actor) => audit.list(actor, query))
    })
  })
)

/** Answers the calls under `/audit`. */
export const layer = layerNoDeps.pipe(Layer.provide(Audit.layer))
