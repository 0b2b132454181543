import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, FileSystem, Layer, Redacted } from "effect"
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { SigningKey } from "#features/identity/SigningKey.ts"

const layerNode = Layer.merge(NodeServices.layer, NodeCrypto.layer)

/** The secret that a process with these variables starts with. */
const start = (variables: Record<string, string>) =>
  SigningKey.use(({ secret }) => Effect.succeed(new TextDecoder().decode(Redacted.value(secret)))).pipe(
    Effect.provide(
      Layer.fresh(SigningKey.layer).pipe(
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: variables })))
      )
    )
  )

const newDirectory = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped())

describe("the secret of an installation", () => {
  it.effect("is the one that is set", () =>
    Effect.gen(function* () {
      const secret = "0123456789abcdef0123456789abcdef"
      assert.strictEqual(yield* start({ JWT_SECRET_KEY: secret }), secret)
    }).pipe(Effect.provide(layerNode))
  )

  it.effect("is made at the first start of an embedded installation and stays the same", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const directory = `${yield* newDirectory}/not/there/yet`
      const secret = yield* start({ DATA_DIR: directory })
      assert.match(secret, /^[A-Za-z0-9_-]{64}$/)
      assert.strictEqual(yield* start({ DATA_DIR: directory, JWT_SECRET_KEY: "", DATABASE_URL: "" }), secret)
      assert.deepStrictEqual(yield* fs.readDirectory(directory), ["secret.key"])
      const { mode } = yield* fs.stat(`${directory}/secret.key`)
      assert.strictEqual(mode & 0o777, 0o600)
      assert.notStrictEqual(yield* start({ DATA_DIR: yield* newDirectory }), secret)
    }).pipe(Effect.provide(layerNode))
  )

  it.effect("is one, however many make it at once", () =>
    Effect.gen(function* () {
      const directory = yield* newDirectory
      const secrets = yield* Effect.all(
        Array.from({ length: 10 }, () => start({ DATA_DIR: directory })),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(secrets).size, 1)
      const fs = yield* FileSystem.FileSystem
      assert.deepStrictEqual(yield* fs.readDirectory(directory), ["secret.key"])
    }).pipe(Effect.provide(layerNode))
  )

  it.effect("must be set where several processes share a database: the start says how", () =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(start({ DATABASE_URL: "postgres://localhost/library" }))
      assert.strictEqual(refused._tag, "SigningKeyError")
      assert.match(refused.message, /^Set JWT_SECRET_KEY: .*32 bytes.*openssl rand/)
    }).pipe(Effect.provide(layerNode))
  )

  it.effect("is refused when it is short, without being shown", () =>
    Effect.gen(function* () {
      for (const secret of ["changeme", "x".repeat(31), `${"x".repeat(31)}   `]) {
        const refused = yield* Effect.flip(start({ JWT_SECRET_KEY: secret }))
        assert.match(refused.message, /^JWT_SECRET_KEY has \d+ bytes: it must be/)
        assert.notInclude(refused.message, secret)
      }
    }).pipe(Effect.provide(layerNode))
  )

  it.effect("counts bytes, not characters", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* start({ JWT_SECRET_KEY: "ü".repeat(16) }), "ü".repeat(16))
    }).pipe(Effect.provide(layerNode))
  )

  it.effect("is refused when its file was cut short or is not a file", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const directory = yield* newDirectory
      yield* fs.writeFileString(`${directory}/secret.key`, "")
      assert.match((yield* Effect.flip(start({ DATA_DIR: directory }))).message, /secret\.key has 0 bytes/)
      yield* fs.remove(`${directory}/secret.key`)
      yield* fs.makeDirectory(`${directory}/secret.key`)
      assert.match((yield* Effect.flip(start({ DATA_DIR: directory }))).message, /secret\.key cannot be kept/)
    }).pipe(Effect.provide(layerNode))
  )
})
