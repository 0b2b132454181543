import { hash as bcryptHash, verify as bcryptVerify } from "@node-rs/bcrypt"
import { Config, Context, Duration, Effect, Layer, Redacted, Schema, Semaphore } from "effect"
import { Mac } from "effect/crypto"
import { Base64 } from "effect/encoding"

/** A password offered for any of several accounts. */
export interface Attempt<E> {
  readonly password: Redacted.Redacted
  /** Stored hashes. None is answered as slowly as one. */
  readonly hashes: ReadonlyArray<string>
  /** How many hashes there could have been: a password that is wrong is answered as slowly as if there were so many. */
  readonly atMost: number
  /** Runs when the attempt's turn has come, before the costly work: what fails it spares the work. */
  readonly admit: Effect.Effect<void, E>
  /** Runs where the password is none of the hashes', before the turn ends, even if nobody waits for the answer. */
  readonly failed: Effect.Effect<void>
}

/** Slow hashes of passwords: some 0.2 s of one core each, off the event loop, a few at a time. */
export class Passwords extends Context.Service<
  Passwords,
  {
    readonly hash: (password: Redacted.Redacted) => Effect.Effect<string>
    /** For each hash, whether the password is its. */
    readonly verify: <E>(attempt: Attempt<E>) => Effect.Effect<ReadonlyArray<boolean>, E>
    /** Whether the hash was made with another cost than passwords are hashed with now. */
    readonly isOutdated: (hash: string) => boolean
  }
>()("luminalib/features/identity/Passwords") {
  /** PASSWORD_HASH_COST: the binary logarithm of the rounds (12 to 15, default 12; from 4 where NODE_ENV is test). */
  static readonly layer = Layer.effect(
    Passwords,
    Effect.gen(function* () {
      const cost = yield* costConfig
      const digest = yield* makeDigest
      const turns = yield* Semaphore.make(concurrency)
      // Bcrypt cannot be stopped half way: the turn must last as long as the thread is busy.
      const inTurn = <A, E>(work: Effect.Effect<A, E>) => Semaphore.withPermit(turns, Effect.uninterruptible(work))
      const dummy = dummyHash(cost)

      return Passwords.of({
        hash: Effect.fn("Passwords.hash")(function* (password) {
          const text = yield* digest(password)
          return yield* inTurn(Effect.promise(() => bcryptHash(text, cost)))
        }),
        verify: Effect.fn("Passwords.verify")(function* ({ admit, atMost, failed, hashes, password }) {
          const text = yield* digest(password)
          const against = (hash: string) => Effect.promise(() => bcryptVerify(text, hash))
          const checked = hashes.length === 0 ? [dummy] : hashes
          const [took, matches] = yield* inTurn(
            Effect.timed(Effect.forEach(checked, against)).pipe(
              Effect.tap(([, matches]) => (matches.includes(true) ? Effect.void : failed)),
              (work) => Effect.andThen(admit, work)
            )
          )
          // Idle, since work would be a present to whoever wants to keep us busy. Who knows a password need not wait.
          const missing = Math.max(0, atMost - checked.length)
          if (!matches.includes(true)) yield* Effect.sleep(Duration.times(took, missing / checked.length))
          return matches.slice(0, hashes.length)
        }),
        isOutdated: (hash) => costOf(hash) !== cost
      })
    })
  )
}

/** Of the four threads that Node has for such work, one stays free for files and host names. */
const concurrency = 3

/** What OWASP asks for at least, with a margin. Lower makes stolen hashes cheap: only tests may have them fast. */
const costConfig = Effect.gen(function* () {
  const environment = yield* Config.String("NODE_ENV").pipe(Config.withDefault(""))
  const minimum = environment === "test" ? 4 : 12
  return yield* Config.schema(Schema.Int.check(Schema.isBetween({ minimum, maximum: 15 })), "PASSWORD_HASH_COST").pipe(
    Config.withDefault(12)
  )
})

/** `$2b$12$…` has a cost of 12. */
const costOf = (hash: string): number => Number(hash.split("$")[2])

/** Well-formed, with the given cost, and the hash of no password that anybody knows. */
const dummyHash = (cost: number) => `$2b$${String(cost).padStart(2, "0")}$${".".repeat(53)}`

/**
 * What is given to bcrypt in place of the password, since bcrypt reads no more than 72 bytes and stops at a NUL: 64
 * characters of Base64 of HMAC-SHA-384 over the password in NFC. The key is no secret: it keeps hashes stolen elsewhere
 * from being tried against ours.
 *
 * **Source:** OWASP Password Storage Cheat Sheet, "Pre-Hashing Passwords with bcrypt"; RFC 8265, section 4.2.2 for NFC.
 */
const makeDigest = Effect.gen(function* () {
  const mac = yield* Mac.Mac
  const utf8 = new TextEncoder()
  const key = yield* Effect.catchTag(
    Mac.key(Mac.hmacSha384, utf8.encode("luminalib password 1")),
    "CryptoError",
    Effect.die
  )
  return (password: Redacted.Redacted) =>
    mac
      .sign(key, utf8.encode(Redacted.value(password).normalize("NFC")))
      .pipe(Effect.map(Base64.encode), Effect.catchTag("CryptoError", Effect.die))
})
