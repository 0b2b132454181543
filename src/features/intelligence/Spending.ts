import { Context, type DateTime, Effect, Layer, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { Usage } from "#contract/intelligence/UsageApi.ts"
import { Llm } from "#platform/Llm.ts"
import type { LlmError } from "#platform/LlmError.ts"
import { monthBegan, TokenAccount } from "./TokenAccount.ts"

const microUsdPerUsd = 1_000_000

/**
 * What language models cost each library, and when it has had enough of them: the budget stops what would cost more, and
 * nothing that is there. Vectors of a paid model are on the same account, whatever writes: see `TokenAccount`.
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
      const account = yield* TokenAccount
      const isFree = llm.info.provider === "extractive"

      return Spending.of({
        paying: (organizationId, asking) => (isFree ? asking : account.paying(organizationId, asking)),
        usage: Effect.fn("Spending.usage")(
          function* (organizationId) {
            const { budget, since, used } = yield* account.budgetOf(organizationId)
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
  ).pipe(Layer.provide(TokenAccount.layer))
}

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
