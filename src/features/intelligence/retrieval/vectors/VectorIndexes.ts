import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import type { SqlError } from "effect/sql"
import { Database } from "#platform/Database.ts"

/** Which libraries are indexed, and where. */
export interface IndexOptions {
  /** With fewer chunks a library is searched in memory: exactly, and in no more time. */
  readonly fromChunks: number
  /** Embedded, a chunk that is added would keep everybody waiting for 100 ms. */
  readonly profiles: ReadonlyArray<Database["Service"]["profile"]>
}

/** pgvector indexes no more dimensions of a half-precision vector. */
const mostDimensions = 4_000
/** Since then a search that leaves out some of what it finds goes on. */
const oldestVersion = [0, 8]

const isRecent = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldestVersion
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

const Extension = Schema.Struct({ version: Schema.String, schema: Schema.String })
const Wish = Schema.Struct({
  name: Schema.String,
  organizationId: Schema.String,
  modelId: Schema.Int,
  dimensions: Schema.Int
})
type Wish = typeof Wish.Type

/** The vector as pgvector has it. Its length does not matter where angles are compared, so the scale is left out. */
const functionIn = (schema: string) => `
  CREATE OR REPLACE FUNCTION embedding_vector(embedding bytea) RETURNS "${schema}".halfvec
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$
    SELECT array_agg((CASE WHEN byte > 127 THEN byte - 256 ELSE byte END)::real ORDER BY at)::"${schema}".halfvec
    FROM generate_series(4, length(embedding) - 1) at, LATERAL (SELECT get_byte(embedding, at)) component (byte)
  $$`

/** The indexes of pgvector by which large libraries are searched, where the server has it. */
export class VectorIndexes extends Context.Service<
  VectorIndexes,
  {
    /**
     * Builds the indexes that are missing, one after the other, and removes those that nobody needs. Nobody is kept from
     * writing; a large one takes hours. Gives how many were built. No statement where there is no pgvector.
     */
    readonly build: Effect.Effect<number, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/retrieval/vectors/VectorIndexes") {
  static readonly layerFrom = ({ fromChunks, profiles }: IndexOptions) =>
    Layer.effect(
      VectorIndexes,
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const database = yield* Database

        const extension = SqlSchema.findOneOption({
          Request: Schema.Void,
          Result: Extension,
          execute: () => sql`
            SELECT extversion AS version, nspname AS schema
            FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
            WHERE extname = 'vector'`
        })

        const missing = SqlSchema.findAll({
          Request: Schema.Void,
          Result: Wish,
          execute: () => sql`
            SELECT vectors_index(l.organization_id, l.model_id) AS name, l.organization_id, l.model_id, m.dimensions
            FROM library_embeddings l
            JOIN embedding_models m ON m.id = l.model_id
            JOIN search_indexes i ON i.organization_id = l.organization_id
            WHERE l.complete AND i.chunks >= ${fromChunks} AND m.dimensions <= ${mostDimensions}
              AND to_regclass(vectors_index(l.organization_id, l.model_id)) IS NULL
            ORDER BY i.chunks`
        })

        /** Those whose library or model is gone, and those whose building was cut short. */
        const useless = SqlSchema.findAll({
          Request: Schema.Void,
          Result: Schema.Struct({ name: Schema.String }),
          execute: () => sql`
            SELECT relname AS name
            FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            WHERE indrelid = 'chunk_embeddings'::regclass AND relname LIKE 'vectors\\_%' AND NOT (indisvalid AND EXISTS (
              SELECT FROM library_embeddings l WHERE vectors_index(l.organization_id, l.model_id) = relname
            ))`
        })

        /** In a session of its own, for as long as it takes. */
        const run = Effect.fnUntraced(function* (statement: string) {
          const session = yield* sql.reserve
          yield* Effect.acquireRelease(session.executeUnprepared("SET statement_timeout = 0", [], undefined), () =>
            Effect.ignore(session.executeUnprepared("RESET statement_timeout", [], undefined))
          )
          yield* session.executeUnprepared(statement, [], undefined)
        }, Effect.scoped)

        const buildOne = ({ dimensions, modelId, name, organizationId }: Wish, schema: string) =>
          run(`
            CREATE INDEX CONCURRENTLY ${name} ON chunk_embeddings
            USING hnsw ((embedding_vector(embedding)::"${schema}".halfvec(${dimensions})) "${schema}".halfvec_cosine_ops)
            WHERE organization_id = '${organizationId}' AND model_id = ${modelId}`)

        const build = Effect.gen(function* () {
          if (!profiles.includes(database.profile)) return 0
          const installed = yield* extension(undefined)
          if (Option.isNone(installed) || !isRecent(installed.value.version)) return 0
          const { schema } = installed.value
          for (const { name } of yield* useless(undefined)) yield* run(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`)
          const wishes = yield* missing(undefined)
          if (wishes.length > 0) yield* run(functionIn(schema))
          for (const wish of wishes) yield* buildOne(wish, schema)
          return wishes.length
        }).pipe(Effect.catchTag("SchemaError", Effect.die), Effect.withSpan("VectorIndexes.build"))

        return VectorIndexes.of({ build })
      })
    )

  static readonly layer = this.layerFrom({ fromChunks: 20_000, profiles: ["server"] })
}
