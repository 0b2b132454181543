import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { OrganizationId } from "#contract/identity/Organization.ts"

/** A model of a library, without its books. */
const ModelRow = Schema.Struct({
  version: Schema.Int,
  kind: Schema.Literals(["ease", "als"]),
  isActive: Schema.Boolean,
  readers: Schema.Int,
  books: Schema.Int,
  interactions: Schema.Int,
  sample: Schema.Int,
  ndcg: Schema.Finite,
  hitRate: Schema.Finite,
  popularNdcg: Schema.Finite,
  parameters: Schema.Record(Schema.String, Schema.Finite),
  trainedAt: Schema.DateTimeUtcFromDate
})
export type ModelRow = typeof ModelRow.Type

/** A model as it is written, before its books. */
const NewModel = Schema.Struct({
  organizationId: Schema.String,
  kind: ModelRow.fields.kind,
  readers: Schema.Int,
  books: Schema.Int,
  interactions: Schema.Int,
  sample: Schema.Int,
  ndcg: Schema.Finite,
  hitRate: Schema.Finite,
  popularNdcg: Schema.Finite,
  parameters: Schema.fromJsonString(ModelRow.fields.parameters)
})
export type NewModel = typeof NewModel.Type

const ModelRef = Schema.Struct({ organizationId: Schema.String, version: Schema.Int })

const PartRow = Schema.Struct({
  part: Schema.Int,
  bookIds: Schema.Array(Schema.String),
  readers: Schema.Array(Schema.Int),
  data: Schema.Uint8Array
})

/** So many models are told of; of older ones nothing is kept. */
const listed = 30

/** Tables `recommender_models`, `recommender_parts` and `recommender_active`. */
export class ModelsRepo extends Context.Service<ModelsRepo>()(
  "luminalib/features/intelligence/recommender/ModelsRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns =
        sql.literal(`m.version, m.kind, a.version IS NOT NULL AS is_active, m.readers, m.books, m.interactions,
      m.sample, m.ndcg, m.hit_rate, m.popular_ndcg, m.parameters, m.trained_at`)
      return {
        /** Gives its version: the next one. Two at once: one is refused. */
        insert: SqlSchema.findOne({
          Request: NewModel,
          Result: Schema.Struct({ version: Schema.Int }),
          execute: (model) => sql`
          INSERT INTO recommender_models (organization_id, version, kind, readers, books, interactions, sample, ndcg,
            hit_rate, popular_ndcg, parameters)
          SELECT ${model.organizationId}, 1 + coalesce(max(version), 0), ${model.kind}, ${model.readers}::int,
            ${model.books}::int, ${model.interactions}::int, ${model.sample}::int, ${model.ndcg}::float8,
            ${model.hitRate}::float8, ${model.popularNdcg}::float8, ${model.parameters}::jsonb
          FROM recommender_models
          WHERE organization_id = ${model.organizationId}
          RETURNING version`
        }),
        insertPart: SqlSchema.void({
          Request: Schema.Struct({ ...ModelRef.fields, ...PartRow.fields }),
          execute: ({ bookIds, data, organizationId, part, readers, version }) => sql`
          INSERT INTO recommender_parts (organization_id, version, part, book_ids, readers, data)
          VALUES (${organizationId}, ${version}, ${part}, ${bookIds}::uuid[], ${readers}::int[], ${data}::bytea)`
        }),
        activate: SqlSchema.void({
          Request: ModelRef,
          execute: ({ organizationId, version }) => sql`
          WITH told AS (
            UPDATE recommender_models SET activated_at = now()
            WHERE organization_id = ${organizationId} AND version = ${version}
          )
          INSERT INTO recommender_active (organization_id, version) VALUES (${organizationId}, ${version})
          ON CONFLICT (organization_id) DO UPDATE SET version = excluded.version`
        }),
        /**
         * What is not needed beside this version: the books of all but it and the one before, whatever was not finished,
         * and models too old to be told of.
         */
        tidy: ({ organizationId, version }: typeof ModelRef.Type) => sql`
        WITH previous AS (
          SELECT max(version) AS version FROM recommender_models
          WHERE organization_id = ${organizationId} AND version < ${version}::int AND activated_at IS NOT NULL
        ),
        parts AS (
          DELETE FROM recommender_parts
          WHERE organization_id = ${organizationId} AND version < ${version}::int
            AND version IS DISTINCT FROM (SELECT version FROM previous)
        )
        DELETE FROM recommender_models
        WHERE organization_id = ${organizationId} AND version < ${version}::int
          AND (activated_at IS NULL OR version <= ${version}::int - ${sql.literal(`${listed}`)})`,
        /** By primary keys. */
        active: SqlSchema.findOneOption({
          Request: Schema.Struct({ organizationId: Schema.String }),
          Result: ModelRow,
          execute: ({ organizationId }) => sql`
          SELECT ${columns}
          FROM recommender_active a
          JOIN recommender_models m ON m.organization_id = ${organizationId} AND m.version = a.version
          WHERE a.organization_id = ${organizationId}`
        }),
        /** The next part after this one, by the primary key. */
        nextPart: SqlSchema.findOneOption({
          Request: Schema.Struct({ ...ModelRef.fields, after: Schema.Int }),
          Result: PartRow,
          execute: ({ after, organizationId, version }) => sql`
          SELECT part, book_ids, readers, data
          FROM recommender_parts
          WHERE organization_id = ${organizationId} AND version = ${version} AND part > ${after}
          ORDER BY part
          LIMIT 1`
        }),
        list: SqlSchema.findAll({
          Request: Schema.Struct({ organizationId: Schema.String }),
          Result: ModelRow,
          execute: ({ organizationId }) => sql`
          SELECT ${columns}
          FROM recommender_models m
          LEFT JOIN recommender_active a ON a.organization_id = ${organizationId} AND a.version = m.version
          WHERE m.organization_id = ${organizationId} AND m.activated_at IS NOT NULL
          ORDER BY m.version DESC
          LIMIT ${sql.literal(`${listed}`)}`
        }),
        /** Libraries where something was borrowed since they last learned. For each, the end of loans_newest. */
        outdated: SqlSchema.findAll({
          Request: Schema.Void,
          Result: Schema.Struct({ id: OrganizationId }),
          execute: () => sql`
          SELECT o.id
          FROM organizations o
          CROSS JOIN LATERAL (
            SELECT borrowed_at FROM loans WHERE organization_id = o.id ORDER BY id DESC LIMIT 1
          ) lent
          LEFT JOIN recommender_active a ON a.organization_id = o.id
          LEFT JOIN recommender_models m ON m.organization_id = o.id AND m.version = a.version
          WHERE lent.borrowed_at >= coalesce(m.trained_at, '-infinity')
          ORDER BY o.id`
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(ModelsRepo, ModelsRepo.make)
}
