import { Config, Context, Duration, Effect, Layer, Option, Result } from "effect"
import { Digest } from "effect/crypto"
import { IpNetwork, NetAddress } from "effect/net"
import { RateLimiter } from "effect/persistence"
import { RateLimited } from "#contract/Problem.ts"

/** Failures a minute, of one e-mail address and from one network address. */
const failuresPerAccount = 10
const failuresPerAddress = 50
const signUpsPerAddress = 30
const window = Duration.minutes(1)

/** Who tries to log in to what. */
export interface LoginAttempt {
  readonly email: string
  /** Of the network, as the server sees it. */
  readonly address: string
}

/**
 * Slows down guessing: after too many failures within a minute an account, and an address, has to wait. It never waits
 * longer than a minute for failures of the past, so nobody can lock somebody out for good. While the store of the counts
 * is down nothing is limited.
 */
export class LoginThrottle extends Context.Service<
  LoginThrottle,
  {
    /** Fails while there have been too many failures. Counts nothing. */
    readonly admit: (attempt: LoginAttempt) => Effect.Effect<void, RateLimited>
    readonly failed: (attempt: LoginAttempt) => Effect.Effect<void>
    /** Counts a sign-up, and fails when there have been too many from the address. */
    readonly signUp: (address: string) => Effect.Effect<void, RateLimited>
  }
>()("luminalib/features/identity/LoginThrottle") {
  static readonly layerOff = Layer.succeed(LoginThrottle, {
    admit: () => Effect.void,
    failed: () => Effect.void,
    signUp: () => Effect.void
  })

  static readonly layerOn = Layer.effect(
    LoginThrottle,
    Effect.gen(function* () {
      const consume = yield* makeConsume
      const limits = yield* makeLimits
      return LoginThrottle.of({
        admit: Effect.fn("LoginThrottle.admit")(function* (attempt) {
          for (const limit of yield* limits(attempt)) {
            const state = yield* consume(limit, 0)
            if (Option.isSome(state) && state.value.remaining <= 0) return yield* rateLimited(state.value.resetAfter)
          }
        }),
        failed: Effect.fn("LoginThrottle.failed")(function* (attempt) {
          yield* Effect.forEach(yield* limits(attempt), (limit) => consume(limit, 1), { discard: true })
        }),
        signUp: Effect.fn("LoginThrottle.signUp")(function* (address) {
          const state = yield* consume({ key: `sign-up:${networkOf(address)}`, limit: signUpsPerAddress }, 1)
          if (Option.isSome(state) && state.value.remaining < 0) return yield* rateLimited(state.value.resetAfter)
        })
      })
    })
  )

  /** RATE_LIMITS=on|off (default on). */
  static readonly layer = Layer.unwrap(
    Effect.map(Config.Literals(["on", "off"], "RATE_LIMITS").pipe(Config.withDefault("on")), (limits) =>
      limits === "on" ? LoginThrottle.layerOn : LoginThrottle.layerOff
    )
  )
}

interface Limit {
  readonly key: string
  readonly limit: number
}
interface State {
  /** Negative: the limit was exceeded, and nothing was counted. */
  readonly remaining: number
  readonly resetAfter: Duration.Duration
}

/** Counts `tokens`, or looks at the count where they are 0. None: the store does not answer. */
const makeConsume = Effect.map(
  RateLimiter.RateLimiter,
  (limiter) =>
    ({ key, limit }: Limit, tokens: number): Effect.Effect<Option.Option<State>> =>
      limiter.consume({ key, limit, window, tokens, algorithm: "fixed-window", onExceeded: "fail" }).pipe(
        Effect.map((result) => Option.some<State>(result)),
        Effect.catchReason(
          "RateLimiterError",
          "RateLimitExceeded",
          ({ retryAfter }) => Effect.succeedSome<State>({ remaining: -1, resetAfter: retryAfter }),
          (reason) =>
            Effect.as(
              Effect.logWarning("Attempts are not limited: their counts are out of reach", reason),
              Option.none()
            )
        )
      )
)

/** Accounts are told apart by 20 bits of their address's hash: enough for that, and the counts cannot fill the memory. */
const makeLimits = Effect.map(Digest.Digest, (digest) => {
  const bucket = (text: string) =>
    Effect.map(digest.digestHex(Digest.sha256, new TextEncoder().encode(text)), (hex) => hex.slice(0, 5))
  return Effect.fnUntraced(function* ({ address, email }: LoginAttempt) {
    const limits: ReadonlyArray<Limit> = [
      { key: `log-in:account:${yield* bucket(email)}`, limit: failuresPerAccount },
      { key: `log-in:address:${networkOf(address)}`, limit: failuresPerAddress }
    ]
    return limits
  })
})

/** One customer of a provider has a whole /64 of IPv6, so that is what counts as an address there. */
export const networkOf = (address: string): string =>
  Result.match(NetAddress.ipFromString(address), {
    onFailure: () => address,
    onSuccess: (parsed) => {
      const ip = NetAddress.toCanonical(parsed)
      return NetAddress.isIpv4Address(ip)
        ? NetAddress.formatIp(ip)
        : IpNetwork.format(IpNetwork.fromAddressUnsafe(ip, 64))
    }
  })

const rateLimited = (wait: Duration.Duration) =>
  new RateLimited({ retryAfterSeconds: Math.max(1, Math.ceil(Duration.toSeconds(wait))) })
