import { Config, Context, Duration, Effect, Layer, Option, Result } from "effect"
import { Digest } from "effect/crypto"
import { IpNetwork, NetAddress } from "effect/net"
import { RateLimiter } from "effect/persistence"
import type { UserId } from "#contract/identity/User.ts"
import { RateLimited } from "#contract/Problem.ts"
import { LoginFailuresRepo } from "./LoginFailuresRepo.ts"

/** Failures an hour of one e-mail address from anywhere, and a minute from one network address. */
const failuresPerAccount = { limit: 100, window: Duration.hours(1) }
const failuresPerAddress = { limit: 50, window: Duration.minutes(1) }
const signUpsPerAddress = { limit: 30, window: Duration.minutes(1) }

/** Who tries to log in to what. */
export interface LoginAttempt {
  readonly email: string
  /** Of the network, as the server sees it. */
  readonly address: string
}

/**
 * Slows down guessing. Whoever fails for an account again and again waits longer and longer before the next try from the
 * same address: not at all for the first five, then 1 s, 2 s, 4 s and so on up to 15 minutes, until they log in or leave
 * it alone for a day. So an eleventh wrong password within a minute is never even looked at, and the owner, elsewhere,
 * notices nothing.
 *
 * Above that, an address may fail 50 times a minute and an account 100 times an hour. The latter is what somebody with
 * very many addresses can use up, and then nobody logs in to the account before the hour is over: the price of bounding
 * how much can be guessed. While the store of these two counts is down they limit nothing.
 *
 * Accounts that do not exist are treated like any other.
 */
export class LoginThrottle extends Context.Service<
  LoginThrottle,
  {
    /** Fails while there is to be waited. Counts nothing. */
    readonly admit: (attempt: LoginAttempt) => Effect.Effect<void, RateLimited>
    readonly failed: (attempt: LoginAttempt) => Effect.Effect<void>
    /** The password was that of these accounts: ends the row of failures, if the e-mail address has no others. */
    readonly succeeded: (attempt: LoginAttempt, proven: ReadonlyArray<UserId>) => Effect.Effect<void>
    /** Counts a sign-up, and fails when there have been too many from the address. */
    readonly signUp: (address: string) => Effect.Effect<void, RateLimited>
  }
>()("luminalib/features/identity/LoginThrottle") {
  static readonly layerOff = Layer.succeed(LoginThrottle, {
    admit: () => Effect.void,
    failed: () => Effect.void,
    succeeded: () => Effect.void,
    signUp: () => Effect.void
  })

  static readonly layerOn = Layer.effect(
    LoginThrottle,
    Effect.gen(function* () {
      const consume = yield* makeConsume
      const { limitsOf, pairOf } = yield* makeKeys
      const failures = yield* LoginFailuresRepo
      return LoginThrottle.of({
        admit: Effect.fn("LoginThrottle.admit")(
          function* (attempt) {
            const wait = yield* failures.wait(yield* pairOf(attempt))
            if (Option.isSome(wait)) return yield* rateLimited(Duration.seconds(wait.value))
            for (const limit of yield* limitsOf(attempt)) {
              const state = yield* consume(limit, 0)
              if (Option.isSome(state) && state.value.remaining <= 0) return yield* rateLimited(state.value.resetAfter)
            }
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        failed: Effect.fn("LoginThrottle.failed")(
          function* (attempt) {
            yield* failures.add(yield* pairOf(attempt))
            yield* Effect.forEach(yield* limitsOf(attempt), (limit) => consume(limit, 1), { discard: true })
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        succeeded: Effect.fn("LoginThrottle.succeeded")(
          function* (attempt, proven) {
            yield* failures.clear(yield* pairOf(attempt), attempt.email, proven)
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        signUp: Effect.fn("LoginThrottle.signUp")(function* (address) {
          const state = yield* consume({ key: `sign-up:${networkOf(address)}`, ...signUpsPerAddress }, 1)
          if (Option.isSome(state) && state.value.remaining < 0) return yield* rateLimited(state.value.resetAfter)
        })
      })
    })
  ).pipe(Layer.provide(LoginFailuresRepo.layer))

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
  readonly window: Duration.Duration
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
    (limit: Limit, tokens: number): Effect.Effect<Option.Option<State>> =>
      limiter.consume({ ...limit, tokens, algorithm: "fixed-window", onExceeded: "fail" }).pipe(
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

const makeKeys = Effect.map(Digest.Digest, (digest) => {
  const hash = (text: string) => digest.digestHex(Digest.sha256, new TextEncoder().encode(text))
  return {
    /** Of the account and the address together. */
    pairOf: ({ address, email }: LoginAttempt) => hash(`${email}\n${networkOf(address)}`),
    /** Accounts are told apart by 20 bits of their hash: enough for that, and the counts cannot fill the memory. */
    limitsOf: Effect.fnUntraced(function* ({ address, email }: LoginAttempt) {
      const limits: ReadonlyArray<Limit> = [
        { key: `log-in:account:${(yield* hash(email)).slice(0, 5)}`, ...failuresPerAccount },
        { key: `log-in:address:${networkOf(address)}`, ...failuresPerAddress }
      ]
      return limits
    })
  }
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
