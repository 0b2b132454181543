import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { Database } from "#platform/Database.ts"
import { visitor } from "../support/Library.ts"
import { canRunRedis, ownRedis } from "../support/OwnRedis.ts"
import { startProcess } from "../support/Processes.ts"
import { sentences } from "../support/Prose.ts"
import { OllamaAnswers, ScriptedOllama } from "../support/ScriptedOllama.ts"
import { describePostgres } from "../support/Services.ts"
import { acquireMigrated } from "../support/TestDatabase.ts"
import { layerTestServices, startServer } from "../support/TestServer.ts"

const books = 24

/** Writes down each completion, as the owner of its own table: a job completed twice would be there twice. */
const witness = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE completions (job_id uuid NOT NULL, fence int NOT NULL)`
  yield* sql`
    CREATE FUNCTION witness_completion() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN INSERT INTO completions VALUES (NEW.id, NEW.fence); RETURN NEW; END $$`
  yield* sql`
    CREATE TRIGGER witness AFTER UPDATE ON jobs FOR EACH ROW
    WHEN (NEW.state = 'completed' AND NEW.kind = 'intelligence.summarize-book')
    EXECUTE FUNCTION witness_completion()`
})

const count = (condition: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(
      sql<{ jobs: number }>`SELECT count(*)::int AS jobs FROM jobs
        WHERE kind = 'intelligence.summarize-book' AND ${sql.literal(condition)}`,
      ([row]) => row?.jobs ?? 0
    )
  )

const until = (condition: string, wish: (jobs: number) => boolean, patience: "10 seconds" | "60 seconds") =>
  count(condition).pipe(
    Effect.filterOrFail(wish, (jobs) => `${jobs} jobs are ${condition}`),
    Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: patience })))
  )

describePostgres("killed workers", () => {
  describe.skipIf(!canRunRedis)("with a Redis that forgets", () => {
    it.live(
      "lose no job and complete none twice",
      () =>
        Effect.gen(function* () {
          const database = yield* acquireMigrated
          const redis = yield* ownRedis
          const model = yield* ScriptedOllama.make
          const slowly = OllamaAnswers.ok("A story of the harbour.", { prompt_eval_count: 1500 })
          model.script(
            ...Array.from(
              { length: 200 },
              () =>
                (...args: Parameters<typeof slowly>) =>
                  void setTimeout(() => slowly(...args), 250)
            )
          )
          const { baseUrl, dataDirectory } = yield* startServer(
            {
              DATABASE_URL: Redacted.value(database),
              REDIS_URL: redis.url,
              JWT_SECRET_KEY: "a secret of this test that is long enough",
              LLM_PROVIDER: "ollama",
              OLLAMA_BASE_URL: model.url
            },
            { worker: false }
          )
          const work = startProcess(
            "work",
            {
              DATABASE_URL: Redacted.value(database),
              REDIS_URL: redis.url,
              JWT_SECRET_KEY: "a secret of this test that is long enough",
              LLM_PROVIDER: "ollama",
              OLLAMA_BASE_URL: model.url,
              DATA_DIR: dataDirectory
            },
            /worker ready/
          )
          const librarian = yield* visitor(baseUrl)
          yield* librarian.signUp("ada@example.org")
          yield* Effect.gen(function* () {
            yield* witness
            for (let i = 0; i < books; i++) {
              yield* librarian.upload(`Book ${i}`, { name: "a.txt", bytes: sentences(20, i).join(" ") })
            }
            // Everything that Redis knew of the waiting jobs is gone.
            yield* redis.flushAll
            const [doomed] = yield* Effect.all([work, work], { concurrency: 2 })
            yield* until("state = 'running'", (jobs) => jobs >= 4, "10 seconds")
            yield* doomed.kill("SIGKILL")
            yield* redis.flushAll
            yield* until("state = 'completed'", (jobs) => jobs === books, "60 seconds")

            const sql = yield* SqlClient.SqlClient
            const [seen] = yield* sql<{ all: number; each: number }>`
              SELECT count(*)::int AS all, count(DISTINCT job_id)::int AS each FROM completions`
            assert.deepStrictEqual(seen, { all: books, each: books })
            const [summaries] = yield* sql<{ books: number }>`
              SELECT count(*)::int AS books FROM books WHERE summary = 'A story of the harbour.'`
            assert.strictEqual(summaries?.books, books)
            assert.isAbove(
              yield* count('errors @> \'[{"code": "WORKER_LOST"}]\''),
              0,
              "the killed worker held jobs, which others took over"
            )
          }).pipe(Effect.provide(Database.layerFrom({ url: database })))
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      90_000
    )
  })
})
