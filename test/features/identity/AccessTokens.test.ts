import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, describe, it, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose"
import { AccessClaims, AccessTokens } from "#features/identity/AccessTokens.ts"
import { SigningKey } from "#features/identity/SigningKey.ts"

const secret = "0123456789abcdef0123456789abcdef"
const layerTokens = (variables: Record<string, string> = {}, key = secret) =>
  AccessTokens.layerNoDeps.pipe(
    Layer.provide([
      SigningKey.layerFrom(Redacted.make(key)),
      NodeCrypto.layer,
      ConfigProvider.layer(ConfigProvider.fromEnv({ env: variables }))
    ])
  )

const claims: AccessClaims = AccessClaims.make({
  userId: AccessClaims.fields.userId.make("01900000-0000-7000-8000-00000000000a"),
  organizationId: AccessClaims.fields.organizationId.make("01900000-0000-7000-8000-00000000000b"),
  role: "member",
  sessionId: "01900000-0000-7000-8000-00000000000c"
})

const issue = (who: AccessClaims) => AccessTokens.use((tokens) => tokens.issue(who))
const verify = (token: string) => AccessTokens.use((tokens) => tokens.verify(Redacted.make(token)))

/** What a token of ours says at second 0, the present of these tests. */
const payload: JWTPayload = {
  iss: "luminalib",
  aud: "luminalib-api",
  sub: claims.userId,
  org: claims.organizationId,
  role: "member",
  sid: claims.sessionId,
  jti: "01900000-0000-7000-8000-00000000000d",
  iat: 0,
  exp: 900
}
const header: JWTHeaderParameters = { alg: "HS256", typ: "at+jwt" }
const utf8 = new TextEncoder()

const sign = (body: JWTPayload, head: Partial<JWTHeaderParameters> = {}, key = secret) =>
  Effect.promise(() => new SignJWT(body).setProtectedHeader({ ...header, ...head }).sign(utf8.encode(key)))

const without = (claim: string) => Object.fromEntries(Object.entries(payload).filter(([name]) => name !== claim))
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")

/** Signed with a key pair of the attacker, named in the header in every way there is. */
const signedWithOwnKey = (place: "jwk" | "jku" | "x5u") =>
  Effect.promise(async () => {
    const { privateKey, publicKey } = await generateKeyPair("ES256")
    const named = {
      jwk: await exportJWK(publicKey),
      jku: "https://evil.example/keys",
      x5u: "https://evil.example/cert"
    }
    return new SignJWT(payload)
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", [place]: named[place] })
      .sign(privateKey)
  })

/** The middle of a token of ours replaced, its signature kept. */
const edited = (change: JWTPayload) =>
  Effect.map(sign(payload), (token) => {
    const [head, , signature] = token.split(".")
    return [head, part({ ...payload, ...change }), signature].join(".")
  })

const attacks: ReadonlyArray<readonly [name: string, token: Effect.Effect<string>]> = [
  ["no token at all", Effect.succeed("not.a.token")],
  ["three dots", Effect.succeed("..")],
  ["alg none", Effect.succeed(`${part({ alg: "none", typ: "at+jwt" })}.${part(payload)}.`)],
  ["alg None in other capitals", Effect.succeed(`${part({ alg: "NoNe", typ: "at+jwt" })}.${part(payload)}.`)],
  ["no algorithm named", Effect.succeed(`${part({ typ: "at+jwt" })}.${part(payload)}.AAAA`)],
  ["the signature cut off", Effect.map(sign(payload), (token) => token.slice(0, token.lastIndexOf(".") + 1))],
  ["another secret", sign(payload, {}, "another secret, another secret, another")],
  [
    "an empty-looking secret, as of a kid that names /dev/null",
    sign(payload, { kid: "../../../dev/null" }, "\0".repeat(32))
  ],
  ["a kid that is a path, with our secret", sign(payload, { kid: "../../../dev/null" })],
  ["a kid that is SQL, with our secret", sign(payload, { kid: "x' UNION SELECT 'key" })],
  ["an algorithm that we do not use, with our secret", sign(payload, { alg: "HS512" })],
  ["the attacker's key in jwk", signedWithOwnKey("jwk")],
  ["the attacker's key behind jku", signedWithOwnKey("jku")],
  ["the attacker's key behind x5u", signedWithOwnKey("x5u")],
  ["a jku, with our secret", sign(payload, { jku: "https://evil.example/keys" })],
  ["another type", sign(payload, { typ: "JWT" })],
  [
    "no type",
    Effect.promise(() => new SignJWT(payload).setProtectedHeader({ alg: "HS256" }).sign(utf8.encode(secret)))
  ],
  ["another issuer", sign({ ...payload, iss: "somebody" })],
  ["another audience", sign({ ...payload, aud: "other" })],
  ["not valid before later", sign({ ...payload, nbf: 3_600 })],
  ["issued in the future", sign({ ...payload, iat: 3_600, exp: 4_500 })],
  ["expired", sign({ ...payload, iat: -1_000, exp: -100 })],
  ["valid longer than any token of ours", sign({ ...payload, iat: -1_000, exp: 100_000 })],
  ["without an end", sign(without("exp"))],
  ["without a beginning", sign(without("iat"))],
  ["without a name", sign(without("jti"))],
  ["without a user", sign(without("sub"))],
  ["without a library", sign(without("org"))],
  ["without a session", sign(without("sid"))],
  ["a role that there is not", sign({ ...payload, role: "superuser" })],
  ["a user that is no id", sign({ ...payload, sub: "1 OR 1=1" })],
  ["the library edited, the signature kept", edited({ org: "01900000-0000-7000-8000-0000000000ff" })],
  ["the role edited, the signature kept", edited({ role: "admin" })],
  ["far too long", sign({ ...payload, padding: "x".repeat(4_000) })]
]

layer(layerTokens())("an access token", (it) => {
  it.effect.prop("speaks for exactly whom it was issued to", { who: AccessClaims }, ({ who }) =>
    Effect.gen(function* () {
      const token = yield* issue(who)
      assert.deepStrictEqual(yield* verify(token), who)
      assert.isBelow(token.length, 600)
    })
  )

  it.effect("made by anybody with the secret in our form is ours", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Effect.flatMap(sign(payload), verify), claims)
    })
  )

  it.effect.each(attacks)("is refused: %s", ([, token]) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(Effect.flatMap(token, verify)))._tag, "InvalidAccessToken")
    })
  )
})

describe("access tokens", () => {
  it.effect("expire after a quarter of an hour, give or take the clocks", () =>
    Effect.gen(function* () {
      const token = yield* issue(claims)
      yield* TestClock.adjust("899 seconds")
      assert.deepStrictEqual(yield* verify(token), claims)
      yield* TestClock.adjust("6 seconds")
      assert.strictEqual((yield* Effect.flip(verify(token)))._tag, "InvalidAccessToken")
    }).pipe(Effect.provide(layerTokens()))
  )

  it.effect("expire when the installation says so", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* AccessTokens).expiresInSeconds, 300)
      const token = yield* issue(claims)
      yield* TestClock.adjust("306 seconds")
      assert.strictEqual((yield* Effect.flip(verify(token)))._tag, "InvalidAccessToken")
    }).pipe(Effect.provide(layerTokens({ JWT_ACCESS_EXPIRES_MIN: "5" })))
  )

  it.effect.each(["HS256", "HS384", "HS512"])("are signed with the algorithm of the installation: %s", (algorithm) =>
    Effect.gen(function* () {
      const token = yield* issue(claims)
      const head = Buffer.from(token.split(".")[0]!, "base64url").toString()
      assert.deepStrictEqual(JSON.parse(head), { alg: algorithm, typ: "at+jwt" })
      assert.deepStrictEqual(yield* verify(token), claims)
    }).pipe(Effect.provide(layerTokens({ JWT_ALGORITHM: algorithm })))
  )

  it.effect.each([
    ["JWT_ALGORITHM", "none"],
    ["JWT_ALGORITHM", "RS256"],
    ["JWT_ACCESS_EXPIRES_MIN", "0"]
  ] as const)("are not issued in any other way: %s=%s", ([variable, value]) =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(Effect.provide(AccessTokens, layerTokens({ [variable]: value })))
      assert.include(String(refused), variable)
    })
  )
})
