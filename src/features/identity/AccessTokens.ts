import { Cache, Config, Context, Data, DateTime, Duration, Effect, Exit, Layer, Redacted, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import { jwtVerify, SignJWT } from "jose"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { Role } from "#contract/identity/Role.ts"
import { UserId } from "#contract/identity/User.ts"
import { SigningKey } from "./SigningKey.ts"

const issuer = "luminalib"
const audience = "luminalib-api"
/** Tells access tokens from any other JWT. Source: RFC 9068, section 2.1. */
const type = "at+jwt"
/** How far the clocks of two processes may be apart. */
const toleranceSeconds = 5
/** Ours have some 450; what is longer is not worth a look. */
const maxCharacters = 2_048

/** Tokens that need not be verified again. */
const remembered = 10_000

/** Whom an access token speaks for. The role is that of the moment of issue: what counts is the one in force. */
export const AccessClaims = Schema.Struct({
  userId: UserId,
  organizationId: OrganizationId,
  role: Role,
  sessionId: Schema.String.check(Schema.isUUID())
})
export type AccessClaims = typeof AccessClaims.Type

/** Not a token of ours, or not valid now. */
export class InvalidAccessToken extends Data.TaggedError("InvalidAccessToken")<{ readonly cause?: unknown }> {}

/** Short-lived proof of who calls: a JWT that every process with the same secret can check by itself. */
export class AccessTokens extends Context.Service<
  AccessTokens,
  {
    readonly issue: (claims: AccessClaims) => Effect.Effect<string>
    /** Checks signature, algorithm, type, issuer, audience and times; not whether the session still runs. */
    readonly verify: (token: Redacted.Redacted) => Effect.Effect<AccessClaims, InvalidAccessToken>
    /** The same, with when the token ends, in seconds since 1970. */
    readonly verifyUntil: (
      token: Redacted.Redacted
    ) => Effect.Effect<{ readonly claims: AccessClaims; readonly expiresAt: number }, InvalidAccessToken>
    /** How long a token is valid. */
    readonly expiresInSeconds: number
  }
>()("luminalib/features/identity/AccessTokens") {
  static readonly layerNoDeps = Layer.effect(
    AccessTokens,
    Effect.gen(function* () {
      const random = yield* SecureRandom.SecureRandom
      const { secret } = yield* SigningKey
      const { algorithm, expiresInSeconds } = yield* settings
      const key = yield* importKey(Redacted.value(secret), algorithm)

      const check = Effect.fnUntraced(function* (text: string) {
        const currentDate = DateTime.toDateUtc(yield* DateTime.now)
        const options = { ...checks, algorithms: [algorithm], maxTokenAge: expiresInSeconds, currentDate }
        const { payload, protectedHeader } = yield* Effect.tryPromise({
          try: () => jwtVerify(text, key, options),
          catch: (cause) => new InvalidAccessToken({ cause })
        })
        // Ours name no key: a header that does was made to lead the look-up of the key astray.
        if (Object.keys(protectedHeader).some((name) => name !== "alg" && name !== "typ"))
          return yield* new InvalidAccessToken({})
        return yield* decodeClaims(payload)
      })
      // What was signed stays signed: of a token that comes again only its end can have come meanwhile.
      const verified = yield* Cache.makeWith(check, {
        capacity: remembered,
        timeToLive: (exit) => (Exit.isSuccess(exit) ? Duration.seconds(expiresInSeconds) : Duration.zero)
      })

      const verifyUntil = Effect.fnUntraced(function* (token: Redacted.Redacted) {
        const text = Redacted.value(token)
        if (text.length > maxCharacters) return yield* new InvalidAccessToken({})
        const found = yield* Cache.get(verified, text)
        if (found.expiresAt + toleranceSeconds <= (yield* nowInSeconds)) return yield* new InvalidAccessToken({})
        return found
      })

      return AccessTokens.of({
        expiresInSeconds,
        verifyUntil,
        verify: (token) => Effect.map(verifyUntil(token), ({ claims }) => claims),
        issue: Effect.fn("AccessTokens.issue")(function* (claims) {
          const issuedAt = yield* nowInSeconds
          const jwt = new SignJWT({ org: claims.organizationId, role: claims.role, sid: claims.sessionId })
            .setProtectedHeader({ alg: algorithm, typ: type })
            .setIssuer(issuer)
            .setAudience(audience)
            .setSubject(claims.userId)
            .setJti(yield* random.uuidV7())
            .setIssuedAt(issuedAt)
            .setExpirationTime(issuedAt + expiresInSeconds)
          return yield* Effect.promise(() => jwt.sign(key))
        })
      })
    })
  )

  /** JWT_ALGORITHM (HS256, HS384 or HS512; default HS256), JWT_ACCESS_EXPIRES_MIN (default 15). */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(SigningKey.layer))
}

const checks = {
  issuer,
  audience,
  typ: type,
  requiredClaims: ["sub", "org", "role", "sid", "jti", "iat", "exp"],
  clockTolerance: toleranceSeconds
}

const settings = Config.all({
  algorithm: Config.Literals(["HS256", "HS384", "HS512"], "JWT_ALGORITHM").pipe(Config.withDefault("HS256")),
  expiresInSeconds: Config.schema(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_440 })),
    "JWT_ACCESS_EXPIRES_MIN"
  ).pipe(
    Config.withDefault(15),
    Config.map((minutes) => Duration.toSeconds(Duration.minutes(minutes)))
  )
})

/** Once, since importing costs as much as verifying. */
const importKey = (secret: Uint8Array, algorithm: string) =>
  Effect.promise(() =>
    crypto.subtle.importKey(
      "raw",
      new Uint8Array(secret),
      { name: "HMAC", hash: algorithm.replace("HS", "SHA-") },
      false,
      ["sign", "verify"]
    )
  )

const nowInSeconds = Effect.map(DateTime.now, (now) => Math.floor(now.epochMilliseconds / 1_000))

const Payload = Schema.Struct({
  sub: AccessClaims.fields.userId,
  org: AccessClaims.fields.organizationId,
  role: AccessClaims.fields.role,
  sid: AccessClaims.fields.sessionId,
  exp: Schema.Finite
})
const decodePayload = Schema.decodeUnknownEffect(Payload)

const decodeClaims = (payload: unknown) =>
  decodePayload(payload).pipe(
    Effect.map(({ exp, org, role, sid, sub }) => {
      const claims: AccessClaims = { userId: sub, organizationId: org, role, sessionId: sid }
      return { claims, expiresAt: exp }
    }),
    Effect.mapError((cause) => new InvalidAccessToken({ cause }))
  )
