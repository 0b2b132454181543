import { Config, Context, Effect, Layer, Redacted, Schema } from "effect"
import { type CryptoError, Digest, Mac, SecureRandom } from "effect/crypto"
import { Base64Url } from "effect/encoding"
import { SigningKey } from "./SigningKey.ts"

/** Opaque tokens of 256 bits that keep a session going. Only their hashes are ever stored. */
export class RefreshTokens extends Context.Service<
  RefreshTokens,
  {
    /** The first token of a session. */
    readonly issue: Effect.Effect<Redacted.Redacted>
    /**
     * The one token that follows `token` in its session. Derived, since the store knows hashes only and yet parallel
     * refreshes must all be given the same one; nobody without the installation's secret can compute it.
     */
    readonly successor: (token: Redacted.Redacted, sessionId: string) => Effect.Effect<Redacted.Redacted>
    /** SHA-256 in hex, by which the store knows a token. */
    readonly hash: (token: Redacted.Redacted) => Effect.Effect<string>
    /** How long a token may lie unused, and with it a session. */
    readonly expiresInDays: number
  }
>()("luminalib/features/identity/RefreshTokens") {
  static readonly layerNoDeps = Layer.effect(
    RefreshTokens,
    Effect.gen(function* () {
      const random = yield* SecureRandom.SecureRandom
      const digest = yield* Digest.Digest
      const sign = yield* makeSign
      return RefreshTokens.of({
        issue: Effect.map(random.randomBytes(32), encode),
        successor: (token, sessionId) => Effect.map(sign(`${Redacted.value(token)} ${sessionId}`), encode),
        hash: (token) => digest.digestHex(Digest.sha256, utf8.encode(Redacted.value(token))),
        expiresInDays: yield* expiresInDays
      })
    })
  )

  /** JWT_REFRESH_EXPIRES_DAYS (default 30). */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(SigningKey.layer))
}

const utf8 = new TextEncoder()
const encode = (bytes: Uint8Array) => Redacted.make(Base64Url.encode(bytes))

const expiresInDays = Config.schema(
  Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 365 })),
  "JWT_REFRESH_EXPIRES_DAYS"
).pipe(Config.withDefault(30))

/** HMAC-SHA-256 under a key of its own, so that no text signed elsewhere with the secret can be a token. */
const makeSign = Effect.gen(function* () {
  const mac = yield* Mac.Mac
  const { secret } = yield* SigningKey
  const root = yield* hmacKey(Redacted.value(secret))
  const purpose = yield* die(mac.sign(root, utf8.encode("luminalib refresh token successor 1")))
  const key = yield* hmacKey(purpose)
  return (text: string) => die(mac.sign(key, utf8.encode(text)))
})

const hmacKey = (bytes: Uint8Array) => die(Mac.key(Mac.hmacSha256, bytes))
/** None of our keys is one that HMAC refuses. */
const die = <A>(work: Effect.Effect<A, CryptoError.CryptoError>) => Effect.catchTag(work, "CryptoError", Effect.die)
