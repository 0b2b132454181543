import { Config, Context, Duration, Effect, Layer } from "effect"
import { RateLimiter } from "effect/persistence"
import type { UserId } from "#contract/identity/User.ts"
import { RateLimited } from "#contract/Problem.ts"

/** Questions that one person may ask in a minute. */
const perPerson = { limit: 20, window: Duration.minutes(1) }

/** Keeps one person from taking the model for themselves. While the store of its counts is down it limits nothing. */
export class AskLimit extends Context.Service<
  AskLimit,
  {
    /** Counts a question, and fails when there have been too many. */
    readonly admit: (userId: UserId) => Effect.Effect<void, RateLimited>
  }
>()("luminalib/features/intelligence/answers/AskLimit") {
  static readonly layerOff = Layer.succeed(AskLimit, { admit: () => Effect.void })

  static readonly layerOn = Layer.effect(
    AskLimit,
    Effect.map(RateLimiter.RateLimiter, (limiter) =>
      AskLimit.of({
        admit: Effect.fn("AskLimit.admit")((userId) =>
          limiter
            .consume({ ...perPerson, key: `ask:${userId}`, tokens: 1, algorithm: "fixed-window", onExceeded: "fail" })
            .pipe(
              Effect.asVoid,
              Effect.catchReason(
                "RateLimiterError",
                "RateLimitExceeded",
                ({ retryAfter }) =>
                  Effect.fail(
                    new RateLimited({ retryAfterSeconds: Math.max(1, Math.ceil(Duration.toSeconds(retryAfter))) })
                  ),
                (reason) => Effect.logWarning("Questions are not limited: their counts are out of reach", reason)
              )
            )
        )
      })
    )
  )

  /** RATE_LIMITS=on|off (default on). */
  static readonly layer = Layer.unwrap(
    Effect.map(Config.Literals(["on", "off"], "RATE_LIMITS").pipe(Config.withDefault("on")), (limits) =>
      limits === "on" ? AskLimit.layerOn : AskLimit.layerOff
    )
  )
}
