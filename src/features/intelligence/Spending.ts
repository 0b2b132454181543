import { Context, type DateTime, Effect, Layer, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { Usage } from "#contract/intelligence/UsageApi.ts"
import { Llm } from "#platform/Llm.ts"
import { LlmError, LlmOverBudget } from "#platform/LlmError.ts"
import { type Bill, Payer } from "#platform/llm/Payer.ts"

/** A raised budget is noticed after this time at the latest, in milliseconds. */
const longestWaitMs = 3_600_000
const microUsdPerUsd = 1_000_000

/**
 * What language models cost each library, and when it has had enough of them: the budget stops what would cost more, and
 * nothing that is there. The call that crosses the line is the last, so a month ends at most the calls under way above it.
 */
export class Spending extends Context.Service<
  Spending,
  {
    /**
     * Runs what asks the model, on the account of the library: each question is entered once, also when its answer is of
     * no use. Does not run it where the tokens of the month are used up. Two statements, none without a model.
     */
    readonly paying: <A, E, R>(
      organizationId: string,
      asking: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | LlmError | SqlError.SqlError, R>
    /** Since the month began, by purpose and model, the dearest first. Two statements. */
    readonly usage: (organizationId: string) => Effect.Effect<Usage>
  }
>()("luminalib/features/intelligence/Spending") {
  static readonly layer = Layer.effect(
    Spending,
    Effect.gen(function* () {
      const llm = yield* Llm
      const sql = yield* SqlClient.SqlClient
      const isFree = llm.info.provider === "extractive"

      /** Rides on the primary key of token_usage. */
      const budgetOf = (organizationId: string) =>
        Effect.flatMap(
          sql`
            SELECT token_budget_per_month::float8 AS budget,
              (SELECT coalesce(sum(input_tokens + output_tokens), 0)::float8 FROM token_usage
                WHERE organization_id = ${organizationId} AND day >= ${monthBegan(sql)}::date) AS used,
              ${monthBegan(sql)} AT TIME ZONE 'UTC' AS since,
              extract(epoch FROM ${monthBegan(sql)} + interval '1 month' - now() AT TIME ZONE 'UTC')::float8 * 1000
                AS left_ms
            FROM organizations WHERE id = ${organizationId}`,
          ([row]) => decodeBudget(row)
        ).pipe(Effect.catchTag("SchemaError", Effect.die))

      const guard = Effect.fnUntraced(function* (organizationId: string) {
        const { budget, leftMs, used } = yield* budgetOf(organizationId)
        if (budget === null || used < budget) return
        const retryAfterMs = Math.ceil(Math.min(leftMs, longestWaitMs))
        return yield* new LlmError({ reason: new LlmOverBudget({ retryAfterMs }) })
      })

      const enter = (organizationId: string) => (bill: Bill) =>
        sql`
          INSERT INTO token_usage AS known
            (organization_id, day, purpose, model, calls, input_tokens, output_tokens, cost_micro_usd)
          VALUES (${organizationId}, (now() AT TIME ZONE 'UTC')::date, ${bill.purpose}, ${bill.model.slice(0, 200)}, 1,
            ${Math.round(bill.inputTokens)}, ${Math.round(bill.outputTokens)},
            ${Math.round((bill.costUsd ?? 0) * microUsdPerUsd)})
          ON CONFLICT (organization_id, day, purpose, model) DO UPDATE SET
            calls = known.calls + 1,
            input_tokens = known.input_tokens + excluded.input_tokens,
            output_tokens = known.output_tokens + excluded.output_tokens,
            cost_micro_usd = known.cost_micro_usd + excluded.cost_micro_usd`.pipe(
          Effect.asVoid,
          // The answer is there and paid for: that it could not be entered is no reason to throw it away.
          Effect.catchTag("SqlError", (error) => Effect.logError("a model's answer is not on the account", bill, error))
        )

      return Spending.of({
        paying: (organizationId, asking) =>
          isFree
            ? asking
            : Effect.andThen(guard(organizationId), Effect.provideService(asking, Payer, enter(organizationId))),
        usage: Effect.fn("Spending.usage")(
          function* (organizationId) {
            const { budget, since, used } = yield* budgetOf(organizationId)
            const items = yield* Effect.flatMap(
              sql`
                SELECT purpose, model, sum(calls)::int AS calls, sum(input_tokens)::float8 AS input_tokens,
                  sum(output_tokens)::float8 AS output_tokens, sum(cost_micro_usd)::float8 AS cost_micro_usd
                FROM token_usage
                WHERE organization_id = ${organizationId} AND day >= ${monthBegan(sql)}::date
                GROUP BY purpose, model
                ORDER BY sum(input_tokens + output_tokens) DESC, purpose, model
                LIMIT 500`,
              decodeItems
            )
            return usageOf(items, { since, budget, used })
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )
}

/** In UTC. */
const monthBegan = (sql: SqlClient.SqlClient) => sql`date_trunc('month', now() AT TIME ZONE 'UTC')`

const decodeBudget = Schema.decodeUnknownEffect(
  Schema.Struct({
    budget: Schema.NullOr(Schema.Int),
    used: Schema.Int,
    since: Schema.DateTimeUtcFromDate,
    leftMs: Schema.Finite
  })
)
const decodeItems = Schema.decodeUnknownEffect(
  Schema.Array(
    Schema.Struct({
      purpose: Schema.String,
      model: Schema.String,
      calls: Schema.Int,
      inputTokens: Schema.Int,
      outputTokens: Schema.Int,
      costMicroUsd: Schema.Finite
    })
  )
)
type Items = Effect.Success<ReturnType<typeof decodeItems>>

const sumOf = (items: Items, of: (item: Items[number]) => number) => items.reduce((sum, item) => sum + of(item), 0)

const usageOf = (
  items: Items,
  { budget, since, used }: { readonly since: DateTime.Utc; readonly budget: number | null; readonly used: number }
): Usage => ({
  since,
  items: items.map(({ costMicroUsd, ...item }) => ({ ...item, costUsd: costMicroUsd / microUsdPerUsd })),
  inputTokens: sumOf(items, ({ inputTokens }) => inputTokens),
  outputTokens: sumOf(items, ({ outputTokens }) => outputTokens),
  costUsd: sumOf(items, ({ costMicroUsd }) => costMicroUsd) / microUsdPerUsd,
  tokenBudgetPerMonth: budget,
  tokensLeft: budget === null ? null : Math.max(0, budget - used)
})
