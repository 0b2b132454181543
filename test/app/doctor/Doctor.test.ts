import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { Redis as Client } from "ioredis"
import { type Ended, runCommand } from "../../support/CommandLine.ts"
import { canRunRedis, ownRedis } from "../../support/OwnRedis.ts"
import { preparedDirectory, temporaryDirectory } from "../../support/Program.ts"
import { describePostgres, describeRedis } from "../../support/Services.ts"
import { layerTestServices, startServer } from "../../support/TestServer.ts"
import { newInstitution } from "../../stories/StoryEnvironments.ts"

interface Report {
  readonly ok: boolean
  readonly findings: ReadonlyArray<{
    readonly name: string
    readonly state: "ok" | "warn" | "fail"
    readonly detail: string
    readonly remedy?: string
  }>
}

const reportOf = ({ out }: Ended): Report => JSON.parse(out)

/** What the doctor says of something. */
const finding = (ended: Ended, name: string) => reportOf(ended).findings.find((found) => found.name === name)

/** Everything that is not well, by name. */
const complaints = (ended: Ended) =>
  Object.fromEntries(
    reportOf(ended).findings.flatMap(({ name, state }) => (state === "ok" ? [] : [[name, state] as const]))
  )

const examine = (env: Readonly<Record<string, string>>) => runCommand(["doctor", "--json"], env)

describe("the doctor of an embedded library", () => {
  it.live("finds everything well where nothing is set, before the first start and after it", () =>
    Effect.gen(function* () {
      const [before, after] = yield* Effect.all(
        [
          runCommand(["doctor"], { DATA_DIR: `${yield* temporaryDirectory}/data` }),
          examine({ DATA_DIR: yield* preparedDirectory })
        ],
        { concurrency: 2 }
      )
      assert.deepStrictEqual([before.code, before.err], [0, ""])
      assert.match(before.out, /^ok {4}database {6}embedded, made at the first start$/m)
      assert.match(before.out, /^ok {4}storage {7}an object was written, read and removed$/m)
      assert.notInclude(before.out, "→")

      assert.strictEqual(after.code, 0)
      assert.deepStrictEqual(complaints(after), {})
      assert.match(finding(after, "database")?.detail ?? "", /^PostgreSQL \d+\.\d+.*, embedded$/)
      assert.strictEqual(finding(after, "migrations")?.detail, "up to date")
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )

  it.live("leaves a library alone that runs, and says what to do about everything that is not well", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { dataDirectory } = yield* startServer({ JWT_SECRET_KEY: "a secret of this test that is long enough" })
      yield* fs.writeFileString(`${dataDirectory}/secret.key`, "a secret of this test that is long enough", {
        mode: 0o644
      })
      yield* fs.writeFileString(`${dataDirectory}/no-folder`, "")
      const ended = yield* examine({
        DATA_DIR: dataDirectory,
        LOCAL_STORAGE_PATH: `${dataDirectory}/no-folder/files`,
        LLM_PROVIDER: "ollama",
        OLLAMA_BASE_URL: "http://127.0.0.1:1",
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1"
      })
      assert.deepStrictEqual([ended.code, ended.err], [1, "3 things do not work\n"])
      assert.isFalse(reportOf(ended).ok)
      assert.deepStrictEqual(complaints(ended), {
        folder: "fail",
        storage: "fail",
        model: "fail",
        secret: "warn",
        traces: "warn"
      })
      assert.include(finding(ended, "database")?.detail, `${dataDirectory} is in use by process ${process.pid}`)
      assert.include(finding(ended, "model")?.remedy, "ollama serve")
      assert.strictEqual(finding(ended, "secret")?.remedy, `run \`chmod 600 ${dataDirectory}/secret.key\``)
      assert.isFalse(reportOf(ended).findings.some(({ remedy, state }) => state !== "ok" && remedy === undefined))
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )
})

describe.skipIf(!canRunRedis)("the doctor beside a Redis that drops keys", () => {
  it.live("says so, since the program does not start on it", () =>
    Effect.gen(function* () {
      const { url } = yield* ownRedis
      yield* Effect.acquireUseRelease(
        Effect.sync(() => new Client(url)),
        (client) => Effect.promise(() => client.config("SET", "maxmemory-policy", "allkeys-lru")),
        (client) => Effect.sync(() => client.disconnect())
      )
      const ended = yield* examine({ DATA_DIR: `${yield* temporaryDirectory}/data`, REDIS_URL: url })
      assert.strictEqual(ended.code, 1)
      assert.deepStrictEqual(complaints(ended), { "redis memory": "fail" })
      assert.include(finding(ended, "redis memory")?.detail, "(allkeys-lru)")
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )
})

describePostgres("the doctor of an institution, on PostgreSQL", () => {
  describeRedis("and Redis", () => {
    it.live(
      "asks for the migrations first, then finds the installation well, and notices what is broken",
      () =>
        Effect.gen(function* () {
          const env = yield* newInstitution
          const before = yield* examine(env)
          assert.strictEqual(before.code, 1)
          assert.strictEqual(finding(before, "migrations")?.remedy, "run `luminalib migrate`, and then this again")
          assert.strictEqual((yield* runCommand(["migrate"], { ...env, LOG_LEVEL: "error" })).code, 0)

          const [after, broken, unreachable] = yield* Effect.all(
            [
              examine(env),
              examine({
                ...env,
                JWT_SECRET_KEY: "short",
                MINIO_SECRET_KEY: "not this one",
                REDIS_URL: "redis://127.0.0.1:1"
              }),
              examine({ ...env, DATABASE_URL: "postgres://ada:hunter2@127.0.0.1:1/library", LOG_LEVEL: "loud" })
            ],
            { concurrency: 2 }
          )
          assert.strictEqual(after.code, 0, after.out)
          assert.isFalse(reportOf(after).findings.some(({ state }) => state === "fail"))
          for (const name of ["database", "migrations", "tenant wall", "clock", "redis", "redis memory", "storage"]) {
            assert.strictEqual(finding(after, name)?.state, "ok", name)
          }

          assert.strictEqual(broken.code, 1)
          for (const name of ["secret", "redis", "storage"])
            assert.strictEqual(finding(broken, name)?.state, "fail", name)
          assert.strictEqual(finding(broken, "database")?.state, "ok")

          const gone = finding(unreachable, "database")
          assert.strictEqual(gone?.detail, "nothing can be reached at 127.0.0.1:1 (ECONNREFUSED)")
          assert.include(gone?.remedy, "docker compose up -d postgres")
          assert.notInclude(unreachable.out, "hunter2")
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      120_000
    )
  })
})
