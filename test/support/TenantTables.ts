import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** A table whose rows belong to organisations, and the column that says to which. */
export interface TenantTable {
  readonly name: string
  readonly owner: string
  /** Columns of the primary key with their types. */
  readonly key: ReadonlyArray<{ readonly name: string; readonly type: string }>
}

/** Every table there is that says whose its rows are, also those of migrations to come. */
export const tenantTables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const tables = yield* sql<{ name: string; owner: string }>`
    SELECT t.table_name AS name, c.column_name AS owner
    FROM information_schema.tables t
    JOIN information_schema.columns c USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
      AND (column_name = 'organization_id' OR table_name = 'organizations' AND column_name = 'id')
    ORDER BY 1`
  return yield* Effect.forEach(tables, (table) =>
    Effect.map(
      sql<TenantTable["key"][number]>`
        SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = ${table.name}::regclass AND i.indisprimary`,
      (key): TenantTable => ({ ...table, key })
    )
  )
})

/** Takes away what could refuse a row before the wall does: references, checks, triggers, and what must not be null. */
export const withoutOtherRules = Effect.fnUntraced(function* (tables: ReadonlyArray<TenantTable>) {
  const sql = yield* SqlClient.SqlClient
  const statements = yield* sql<{ statement: string }>`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS statement
    FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
    FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('ALTER TABLE %s ALTER %I DROP NOT NULL', attrelid::regclass, attname)
    FROM pg_attribute
    WHERE attrelid = ANY (${tables.map(({ name }) => name)}::regclass[]) AND attnum > 0 AND attnotnull AND attidentity = ''
      AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = attrelid AND indisprimary AND attnum = ANY (indkey))`
  for (const { statement } of statements) yield* sql.unsafe(statement).unprepared
  for (const { name } of tables) yield* sql`ALTER TABLE ${sql(name)} DISABLE TRIGGER USER`
})

const values: Readonly<Record<string, string>> = {
  uuid: "gen_random_uuid()",
  boolean: "random() < 0.5",
  text: "md5(random()::text)",
  smallint: "(random() * 30000)::smallint",
  integer: "(random() * 1000000000)::integer",
  bigint: "(random() * 1000000000)::bigint",
  date: "current_date",
  "timestamp with time zone": "clock_timestamp()"
}

/** A row of the organisation, with a key and nothing else. */
export const seed = Effect.fnUntraced(function* (table: TenantTable, organizationId: string) {
  const sql = yield* SqlClient.SqlClient
  const others = table.key.filter(({ name }) => name !== table.owner)
  const columns = [table.owner, ...others.map(({ name }) => name)].map((name) => `"${name}"`)
  const given = others.map(({ type }) => values[type] ?? `'no value of type ${type} is known here'`)
  yield* sql.unsafe(
    `INSERT INTO "${table.name}" (${columns.join(", ")}) VALUES (${["$1", ...given].join(", ")}) ON CONFLICT DO NOTHING`,
    [organizationId]
  )
})

/** An organisation that nothing else knows. */
export const newOrganization = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const id = crypto.randomUUID()
  yield* sql`INSERT INTO organizations (id, name) VALUES (${id}, ${id})`
  return id
})

/** From now on the tables refuse every change that is not made behind the wall. */
export const onlyBehindTheWall = Effect.fnUntraced(function* (...tables: ReadonlyArray<string>) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE OR REPLACE FUNCTION refuse_outside() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF current_user <> 'luminalib_tenant' THEN RAISE 'a change of % outside of the wall', tg_table_name; END IF;
      RETURN NULL;
    END $$`
  for (const table of tables) {
    yield* sql`
      CREATE TRIGGER refuse_outside BEFORE INSERT OR UPDATE OR DELETE ON ${sql(table)}
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_outside()`
  }
})
