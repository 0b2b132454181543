import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it, layer } from "@effect/vitest"
import { Cause, Deferred, Effect, Exit, Fiber, FileSystem, Layer, Logger, Option, Redacted } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Database } from "#platform/Database.ts"
import { migrate } from "#platform/Migrations.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { sqlDirectory } from "../support/EmbeddedTemplate.ts"
import { describePostgres } from "../support/Services.ts"
import { acquireMigrated, acquirePostgres, layerEmbedded, layerPostgres } from "../support/TestDatabase.ts"
import { newOrganization, seed, tenantTables, withoutOtherRules } from "../support/TenantTables.ts"

const within = <A, E, R>(organizationId: string, transaction: Effect.Effect<A, E, R>) =>
  Effect.flatMap(TenantWall, (wall) => wall.within(organizationId, transaction))

const who = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ name: string; organization: string | null }>`
    SELECT current_user AS name, nullif(current_setting('luminalib.organization_id', true), '') AS organization`
  return row
})

const sqlState = (error: SqlError.SqlError) => Object(error.reason.cause).code

/** Row-level security refused the row. */
const isRefused = (exit: Exit.Exit<unknown, SqlError.SqlError>) =>
  Exit.isFailure(exit) && Option.exists(Cause.findErrorOption(exit.cause), (error) => sqlState(error) === "42501")

const isDefect = (exit: Exit.Exit<unknown, unknown>) => Exit.isFailure(exit) && Cause.hasDies(exit.cause)

/** Titles of the books that a statement without any condition sees. */
const titles = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ title: string }>`SELECT title FROM books ORDER BY title`
  return rows.map((row) => row.title)
})

const addBook = (organizationId: string, title: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) =>
      sql`INSERT INTO books (id, organization_id, title, author)
        VALUES (${crypto.randomUUID()}, ${organizationId}, ${title}, 'Ann Author')`
  )

const walled = (database: Layer.Layer<Database | SqlClient.SqlClient, unknown>) =>
  Layer.provideMerge(TenantWall.layer, database)

/** A server with one session only, so that whatever a transaction leaves behind meets the next statement. */
const oneSession = Layer.unwrap(Effect.map(acquireMigrated, (url) => Database.layerFrom({ url, maxConnections: 1 })))

const run = (statement: string) => Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(statement).unprepared)

const uniqueRole = () => `luminalib_test_${crypto.randomUUID().replaceAll("-", "")}`

/** A database of its own for a login that is no superuser and makes no roles; both are gone at the end. */
const modestLogin = Effect.gen(function* () {
  const url = yield* acquirePostgres
  const role = uniqueRole()
  const admin = yield* Layer.build(Database.layerFrom({ url, maxConnections: 1 }))
  const asAdmin = (statement: string) => Effect.provideContext(run(statement), admin)
  const database = new URL(Redacted.value(url)).pathname.slice(1)
  yield* asAdmin(`
    DO $$ BEGIN CREATE ROLE luminalib_tenant NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`)
  yield* Effect.acquireRelease(asAdmin(`CREATE ROLE ${role} LOGIN PASSWORD 'open'`), () =>
    asAdmin(`ALTER DATABASE ${database} OWNER TO CURRENT_USER`).pipe(
      Effect.andThen(asAdmin(`DROP OWNED BY ${role} CASCADE`)),
      Effect.andThen(asAdmin(`DROP ROLE ${role}`)),
      Effect.orDie
    )
  )
  yield* asAdmin(`ALTER DATABASE ${database} OWNER TO ${role}`)
  const own = Object.assign(new URL(Redacted.value(url)), { username: role, password: "open" })
  return { asAdmin, role, login: Database.layerFrom({ url: Redacted.make(own.href), maxConnections: 2 }) }
})

describePostgres("the wall between organisations", () => {
  layer(walled(layerPostgres))("around every table", (it) => {
    it.effect("every table is either an organisation's, and then behind the wall, or out of reach", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const own = (yield* tenantTables).map(({ name }) => name)
        assert.includeMembers(own, ["organizations", "users", "books", "jobs"])
        const tables = yield* sql<{ name: string; walled: boolean; reachable: boolean }>`
          SELECT c.relname AS name, c.relrowsecurity AND EXISTS (
              SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = 'tenant_wall' AND polcmd = '*'
            ) AS walled,
            has_table_privilege('luminalib_tenant', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') AS reachable
          FROM pg_class c
          WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`
        for (const { name, reachable, walled } of tables) {
          assert.deepStrictEqual({ name, walled, reachable }, { name, walled: own.includes(name), reachable: walled })
        }
        const [role] = yield* sql`
          SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'luminalib_tenant'`
        assert.deepStrictEqual(role, { rolcanlogin: false, rolsuper: false, rolbypassrls: false })
      })
    )

    it.effect("rows of another organisation cannot be seen, added, changed, taken over or removed, in any table", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const [ours, theirs] = [yield* newOrganization, yield* newOrganization]
        const tables = yield* tenantTables
        yield* withoutOtherRules(tables)
        for (const table of tables) {
          for (const organization of [ours, theirs]) yield* seed(table, organization)
          const [name, key] = [sql(table.name), sql(table.owner)]
          const seen = sql<{ organization: string }>`SELECT DISTINCT ${key}::text AS organization FROM ${name}`
          assert.deepStrictEqual(yield* within(ours, seen), [{ organization: ours }], table.name)
          assert.isAbove((yield* seen).length, 1, table.name)

          const changed = sql`UPDATE ${name} SET ${key} = ${key} WHERE ${key} = ${theirs} RETURNING 1`
          assert.strictEqual((yield* within(ours, changed)).length, 0, table.name)
          const removed = sql`DELETE FROM ${name} WHERE ${key} = ${theirs} RETURNING 1`
          assert.strictEqual((yield* within(ours, removed)).length, 0, table.name)
          const given = sql`UPDATE ${name} SET ${key} = ${theirs} WHERE ${key} = ${ours}`
          assert.isTrue(isRefused(yield* Effect.exit(within(ours, given))), table.name)
          const strangers = crypto.randomUUID()
          assert.isTrue(isRefused(yield* Effect.exit(within(ours, seed(table, strangers)))), table.name)

          assert.isAbove((yield* within(ours, sql`DELETE FROM ${name} RETURNING 1`)).length, 0, table.name)
          assert.strictEqual((yield* sql`SELECT 1 FROM ${name} WHERE ${key} = ${theirs}`).length, 1, table.name)
        }
      })
    )

    it.effect("behind the wall of nobody there is nothing", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* addBook(yield* newOrganization, "Dune")
        const counted = sql.withTransaction(
          Effect.andThen(
            sql`SELECT set_config('role', 'luminalib_tenant', true)`,
            sql`SELECT (SELECT count(*)::int FROM books) AS books, (SELECT count(*)::int FROM organizations) AS libraries`
          )
        )
        const nobody = [{ books: 0, libraries: 0 }]
        assert.deepStrictEqual(yield* counted, nobody)
        yield* within(yield* newOrganization, titles)
        assert.deepStrictEqual(yield* counted, nobody)
      })
    )
  })

  layer(walled(oneSession))("in a pooled session", (it) => {
    it.effect(
      "goes with its transaction, whether that commits, fails, dies, is interrupted or breaks",
      () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const login = yield* who
          const ours = yield* newOrganization
          const began = yield* Deferred.make<void>()
          const hanging = Effect.andThen(Deferred.succeed(began, undefined), sql`SELECT pg_sleep(30)`)
          const interrupted = Effect.gen(function* () {
            const fiber = yield* Effect.forkChild(within(ours, hanging))
            yield* Deferred.await(began)
            return yield* Fiber.interrupt(fiber)
          })
          const ways: ReadonlyArray<Effect.Effect<unknown, unknown, SqlClient.SqlClient | TenantWall>> = [
            within(ours, who),
            within(ours, Effect.fail("no")),
            within(ours, Effect.die("no")),
            within(ours, sql`SELECT 1 / 0`),
            within(ours, Effect.ignore(sql`SELECT 1 / 0`)),
            within(ours, sql`INSERT INTO deleted_files (id, organization_id) VALUES (NULL, ${ours})`),
            within(ours, Effect.exit(within(ours, Effect.fail("no")))),
            within("not an id", titles),
            within(ours, sql`SELECT pg_terminate_backend(pg_backend_pid())`),
            interrupted
          ]
          for (const way of ways) {
            yield* Effect.exit(way)
            assert.deepStrictEqual(yield* who, login)
            assert.deepStrictEqual(yield* sql.withTransaction(who), login)
            assert.deepStrictEqual(yield* within(ours, who), { name: "luminalib_tenant", organization: ours })
          }
        }),
      { timeout: 20_000 }
    )

    it.effect("a statement prepared on one side of it is planned anew on the other", () =>
      Effect.gen(function* () {
        const [ours, theirs] = [yield* newOrganization, yield* newOrganization]
        yield* addBook(ours, "Ours")
        yield* addBook(theirs, "Theirs")
        for (let round = 0; round < 8; round++) {
          assert.includeMembers(yield* titles, ["Ours", "Theirs"])
          assert.deepStrictEqual(yield* within(ours, titles), ["Ours"])
          assert.deepStrictEqual(yield* within(theirs, titles), ["Theirs"])
        }
      })
    )

    it.effect("what runs after the commit is outside of it, and may begin another one", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const [ours, theirs] = [yield* newOrganization, yield* newOrganization]
        const login = yield* who
        const heard = yield* Deferred.make<ReadonlyArray<unknown>, SqlError.SqlError>()
        const wall = yield* TenantWall
        const hear = Effect.all([who, wall.within(theirs, who), wall.within(ours, who)])
        yield* within(ours, sql.afterCommit(Effect.asVoid(Effect.exit(Deferred.into(hear, heard)))))
        assert.deepStrictEqual(yield* Deferred.await(heard), [
          login,
          { name: "luminalib_tenant", organization: theirs },
          { name: "luminalib_tenant", organization: ours }
        ])
      })
    )
  })

  layer(walled(layerPostgres), { excludeTestServices: true })("under use", (it) => {
    it.effect("many organisations at once, on few sessions, each see their own", () =>
      Effect.gen(function* () {
        const login = yield* who
        const libraries = yield* Effect.replicateEffect(newOrganization, 12)
        const visit = (organization: string, round: number) =>
          within(
            organization,
            Effect.gen(function* () {
              yield* addBook(organization, `${organization} ${round}`)
              yield* Effect.yieldNow
              const seen = yield* titles
              assert.isTrue(seen.length > 0 && seen.every((title) => title.startsWith(organization)))
              if (round % 3 === 0) return yield* Effect.fail("changed my mind")
              return yield* who
            })
          )
        const visits = Array.from({ length: 20 }, (_, round) =>
          libraries.map((library) => [library, round] as const)
        ).flat()
        yield* Effect.forEach(
          visits,
          ([library, round]) =>
            Effect.gen(function* () {
              const exit = yield* Effect.exit(visit(library, round))
              if (round % 3 === 0) assert.isTrue(Exit.isFailure(exit))
              else assert.deepStrictEqual(yield* exit, { name: "luminalib_tenant", organization: library })
              assert.deepStrictEqual(yield* who, login)
            }),
          { concurrency: 40, discard: true }
        )
        const rows = yield* titles
        for (const library of libraries) assert.strictEqual(rows.filter((row) => row.startsWith(library)).length, 13)
      })
    )

    it.effect("the counters of a library, which its triggers keep, are kept behind the wall", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const [ours, theirs] = [yield* newOrganization, yield* newOrganization]
        yield* addBook(theirs, "Theirs")
        yield* within(ours, Effect.andThen(addBook(ours, "First"), addBook(ours, "Second")))
        yield* within(ours, sql`UPDATE books SET author = 'Bo Writer' WHERE title = 'Second'`)
        yield* within(ours, sql`DELETE FROM books WHERE title = 'First'`)
        const facets = sql`
          SELECT organization_id, facet, key, count FROM book_facets
          WHERE organization_id IN ${sql.in([ours, theirs])} ORDER BY organization_id = ${ours} DESC`
        assert.deepStrictEqual(yield* facets, [
          { organizationId: ours, facet: "author", key: "bo writer", count: 1 },
          { organizationId: theirs, facet: "author", key: "ann author", count: 1 }
        ])
        const counts = sql`SELECT books FROM catalogue_counts WHERE organization_id = ${ours}`
        assert.deepStrictEqual(yield* counts, [{ books: 1 }])
      })
    )
  })

  it.live("a login that may not make roles works without it and says so, and has it once it may take the role", () =>
    Effect.gen(function* () {
      const { asAdmin, login, role } = yield* modestLogin
      const said: Array<unknown> = []
      const listen = Logger.layer([Logger.make(({ message }) => void said.push(message))])
      const asLogin = <A, E>(body: Effect.Effect<A, E, Database | SqlClient.SqlClient | TenantWall>) =>
        Effect.provide(body, [walled(login), listen])
      yield* Effect.provide(migrate(sqlDirectory), [login, NodeServices.layer])
      const twoBooks = Effect.gen(function* () {
        const [ours, theirs] = [yield* newOrganization, yield* newOrganization]
        yield* within(theirs, addBook(theirs, "Theirs"))
        yield* within(ours, addBook(ours, "Ours"))
        return { inside: yield* within(ours, titles), outside: yield* titles }
      })
      assert.deepStrictEqual((yield* asLogin(twoBooks)).inside, ["Ours", "Theirs"])
      assert.strictEqual(said.length, 1)
      assert.match(String(said[0]), /organisations are kept apart by queries alone/)

      yield* asAdmin(`GRANT luminalib_tenant TO ${role}`)
      const { inside, outside } = yield* asLogin(twoBooks)
      assert.deepStrictEqual(inside, ["Ours"])
      assert.strictEqual(outside.length, 4)
      assert.strictEqual(said.length, 1)
    })
  )

  it.live("databases that are migrated at the same moment all have it, though one alone makes the role", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const role = uniqueRole()
      const directory = yield* fs.makeTempDirectoryScoped()
      const text = yield* fs.readFileString(`${sqlDirectory}0006_tenant_wall.sql`)
      yield* Effect.forEach(
        [
          ["0001_shelves.sql", "CREATE TABLE shelves (id uuid PRIMARY KEY, organization_id uuid NOT NULL)"],
          ["0002_wall.sql", text.replaceAll("luminalib_tenant", role)],
          // Whoever made the role keeps the others waiting for its commit.
          ["0003_slow.sql", "SELECT pg_sleep(0.3)"]
        ] as const,
        ([name, content]) => fs.writeFileString(`${directory}/${name}`, content)
      )
      const urls = yield* Effect.replicateEffect(acquirePostgres, 3)
      const databases = yield* Effect.forEach(urls, (url) => Layer.build(Database.layerFrom({ url })))
      const [first] = databases
      assert.isDefined(first)
      yield* Effect.addFinalizer(() =>
        Effect.forEach(databases, (database) => Effect.provideContext(run(`DROP OWNED BY ${role}`), database)).pipe(
          Effect.andThen(Effect.provideContext(run(`DROP ROLE ${role}`), first)),
          Effect.orDie
        )
      )
      const policies = Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* migrate(directory)
        return yield* sql`SELECT tablename, roles[1]::text AS role FROM pg_policies`
      })
      const each = yield* Effect.forEach(databases, (database) => Effect.provideContext(policies, database), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(
        each,
        databases.map(() => [{ tablename: "shelves", role }])
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

const joining = (where: string, database: Layer.Layer<Database | SqlClient.SqlClient, unknown>) =>
  layer(walled(database), { timeout: "60 seconds" })(`joining a walled transaction, ${where}`, (it) => {
    it.effect("the same organisation's joins it, and undoes only its own part", () =>
      Effect.gen(function* () {
        const ours = yield* newOrganization
        const failing = Effect.exit(within(ours, Effect.andThen(addBook(ours, "Undone"), Effect.fail("no"))))
        yield* within(
          ours,
          addBook(ours, "Outer").pipe(Effect.andThen(failing), Effect.andThen(within(ours, addBook(ours, "Inner"))))
        )
        assert.deepStrictEqual(yield* within(ours, titles), ["Inner", "Outer"])
        yield* Effect.exit(within(ours, Effect.andThen(within(ours, addBook(ours, "Lost")), Effect.fail("no"))))
        assert.deepStrictEqual(yield* within(ours, titles), ["Inner", "Outer"])
      })
    )

    it.effect("another organisation's is a defect, and so is one in the middle of a plain transaction", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const [ours, theirs] = [yield* newOrganization, yield* newOrganization]
        assert.isTrue(isDefect(yield* Effect.exit(within(ours, within(theirs, who)))))
        assert.isTrue(isDefect(yield* Effect.exit(within(ours, sql.withTransaction(within(theirs, who))))))
        assert.isTrue(isDefect(yield* Effect.exit(sql.withTransaction(within(ours, who)))))
      })
    )
  })

describe("embedded", () => joining("embedded", layerEmbedded))
describePostgres("on a server", () => joining("PostgreSQL", layerPostgres))
