import { Config, Context, Data, Effect, FileSystem, Layer, Option, Path, type PlatformError, Redacted } from "effect"
import { SecureRandom } from "effect/crypto"
import { Base64Url } from "effect/encoding"

/** As long as the output of the weakest algorithm we sign with. Source: RFC 7518, section 3.2. */
const minimumBytes = 32

const advice =
  "a text of 32 bytes or more that only this installation knows, e.g. the output of `openssl rand -base64 48`"

/** No secret is set where one is needed: several processes must share it, so none can make it up. */
export class SecretMissing extends Data.TaggedError("SecretMissing") {
  override get message() {
    return `Set JWT_SECRET_KEY: ${advice}`
  }
}

/** The secret could be guessed. `source` is the variable or the file that holds it. */
export class SecretTooShort extends Data.TaggedError("SecretTooShort")<{
  readonly source: string
  readonly bytes: number
}> {
  override get message() {
    return `${this.source} has ${this.bytes} bytes: it must be ${advice}`
  }
}

/** The file that keeps the secret of an embedded installation cannot be read or made. */
export class SecretUnreadable extends Data.TaggedError("SecretUnreadable")<{
  readonly file: string
  readonly cause: PlatformError.PlatformError
}> {
  override get message() {
    return `The secret in ${this.file} cannot be kept: ${this.cause.message}. Set JWT_SECRET_KEY instead: ${advice}`
  }
}

/** Why a process must not start. */
export class SigningKeyError extends Data.TaggedError("SigningKeyError")<{
  readonly reason: SecretMissing | SecretTooShort | SecretUnreadable
}> {
  override get message() {
    return this.reason.message
  }
}

/** The installation's secret: whoever holds it can be anybody. */
export class SigningKey extends Context.Service<
  SigningKey,
  {
    /** At least 32 bytes. */
    readonly secret: Redacted.Redacted<Uint8Array>
  }
>()("luminalib/features/identity/SigningKey") {
  static readonly layerFrom = (secret: Redacted.Redacted, source = "JWT_SECRET_KEY") =>
    Layer.effect(
      SigningKey,
      Effect.map(checked(secret, source), (secret) => SigningKey.of({ secret }))
    )

  /**
   * JWT_SECRET_KEY. Where neither it nor DATABASE_URL is set, `secret.key` in DATA_DIR (./data), made at the first start
   * and readable by its owner only.
   */
  static readonly layer = Layer.unwrap(
    Effect.gen(function* () {
      const given = yield* text("JWT_SECRET_KEY")
      if (Option.isSome(given)) return SigningKey.layerFrom(given.value)
      if (Option.isSome(yield* text("DATABASE_URL"))) return yield* refuse(new SecretMissing())
      const path = yield* Path.Path
      const file = path.join(yield* Config.String("DATA_DIR").pipe(Config.withDefault("./data")), "secret.key")
      return SigningKey.layerFrom(yield* kept(file), file)
    })
  )
}

const text = (variable: string) =>
  Config.option(Config.Redacted(variable)).pipe(
    Config.map(Option.filter((value) => Redacted.value(value).trim() !== ""))
  )

const refuse = (reason: SigningKeyError["reason"]) => new SigningKeyError({ reason })

const checked = (secret: Redacted.Redacted, source: string) => {
  const bytes = new TextEncoder().encode(Redacted.value(secret).trim())
  return bytes.length < minimumBytes
    ? Effect.fail(refuse(new SecretTooShort({ source, bytes: bytes.length })))
    : Effect.succeed(Redacted.make(bytes))
}

const kept = (file: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    if (!(yield* fs.exists(file))) yield* makeSecret(file)
    return Redacted.make(yield* fs.readFileString(file))
  }).pipe(Effect.catchTag("PlatformError", (cause) => Effect.fail(refuse(new SecretUnreadable({ file, cause })))))

/**
 * Written aside and linked into place, so that a crash leaves no half of a secret, and of several who make one at once
 * all keep the first.
 */
const makeSecret = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const random = yield* SecureRandom.SecureRandom
  const draft = `${file}.${yield* random.uuidV4()}`
  yield* fs.makeDirectory(path.dirname(file), { recursive: true })
  yield* fs.writeFileString(draft, Base64Url.encode(yield* random.randomBytes(48)), { flag: "wx", mode: 0o600 })
  yield* fs.link(draft, file).pipe(
    Effect.catchReason("PlatformError", "AlreadyExists", () => Effect.void),
    Effect.ensuring(Effect.ignore(fs.remove(draft)))
  )
  yield* Effect.logInfo(`Made the secret of this installation and keep it in ${file}`)
})
