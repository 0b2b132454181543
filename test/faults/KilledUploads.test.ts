import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Redacted, type Scope } from "effect"
import { prepareData } from "../support/PreparedData.ts"
import { startProcess } from "../support/Processes.ts"
import { visitor } from "../support/Library.ts"
import { describePostgres } from "../support/Services.ts"
import { acquireMigrated } from "../support/TestDatabase.ts"
import { type Environment, layerTestServices, startServer } from "../support/TestServer.ts"
import { addText, contentOf, documentIn } from "../features/workspace/Office.ts"

const text = "The bridge over the harbour was opened in 1887."

const story = (profile: Effect.Effect<Environment, unknown, Scope.Scope | FileSystem.FileSystem>) =>
  Effect.gen(function* () {
    const env = { PORT: "0", HOST: "127.0.0.1", PASSWORD_HASH_COST: "4", ...(yield* profile) }
    const doomed = yield* startProcess("serve", env, /listens on/)
    const [, doomedUrl = ""] = /listens on (http:\/\/[^\s"]+)/.exec(doomed.log()) ?? []
    const ann = yield* visitor(doomedUrl)
    const { accessToken, user } = yield* ann.signUp("ann@example.org")
    const by = { ...user, ...ann, token: accessToken }
    const { id, status } = yield* addText(by, "Minutes", text)
    assert.strictEqual(status, "processing")
    yield* Effect.andThen(doomed.kill("SIGKILL"), doomed.ended)

    const { baseUrl } = yield* startServer(env)
    const again = yield* visitor(baseUrl)
    yield* again.actAs(accessToken)
    yield* documentIn({ ...by, ...again }, id, "active")
    assert.strictEqual(yield* contentOf({ ...by, ...again }, id), text)
  }).pipe(Effect.scoped, Effect.provide(layerTestServices))

const directory = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped({ prefix: "luminalib-" }))

describe("a process that is killed after it took a document", () => {
  it.live(
    "embedded: the next one reads it",
    () =>
      story(
        Effect.map(
          Effect.tap(directory, (path) => Effect.promise(() => prepareData(path))),
          (path) => ({ DATA_DIR: path })
        )
      ),
    90_000
  )

  describePostgres("on a server", () => {
    it.live(
      "another one reads it",
      () =>
        story(
          Effect.gen(function* () {
            return {
              DATA_DIR: yield* directory,
              DATABASE_URL: Redacted.value(yield* acquireMigrated),
              JWT_SECRET_KEY: "a secret of this test that is long enough"
            }
          })
        ),
      90_000
    )
  })
})
