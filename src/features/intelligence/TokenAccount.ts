import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { LlmError, LlmOverBudget } from "#platform/LlmError.ts"
import { type Bill, Payer } from "#platform/llm/Payer.ts"

/** A raised budget is noticed after this time at the latest, in milliseconds. */
const longestWaitMs = 3_600_000
const microUsdPerUsd = 1_000_000

/** The tokens of a library's month: those that it may use, null if as many as it takes, and those that it has used. */
const Budget = Schema.Struct({
  budget: Schema.NullOr(Schema.Int),
  used: Schema.Int,
  since: Schema.DateTimeUtcFromDate,
  leftMs: Schema.Finite
})

/**
 * What each library is charged for models that are paid, those that write and those that make vectors. The call that
 * crosses the line of the budget is the last, so a month ends at most the calls under way above it.
 */
export class TokenAccount extends Context.Service<
  TokenAccount,
  {
    /**
     * Runs what asks a model that is paid, and enters each call once, also one whose answer is of no use. Does not run it
     * where the tokens of the month are used up. A statement, and one for each call.
     */
    readonly paying: <A, E, R>(
      organizationId: string,
      asking: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | LlmError | SqlError.SqlError, R>
    /** The same for calls that are so small that no budget stops them. A statement for each call that was paid. */
    readonly entering: <A, E, R>(organizationId: string, asking: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
    /** Since the month began. A statement. */
    readonly budgetOf: (organizationId: string) => Effect.Effect<typeof Budget.Type, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/TokenAccount") {
  static readonly layer = Layer.effect(
    TokenAccount,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

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

      const entering = <A, E, R>(organizationId: string, asking: Effect.Effect<A, E, R>) =>
        Effect.provideService(asking, Payer, enter(organizationId))

      return TokenAccount.of({
        paying: (organizationId, asking) => Effect.andThen(guard(organizationId), entering(organizationId, asking)),
        entering,
        budgetOf
      })
    })
  )
}

/** In UTC. */
export const monthBegan = (sql: SqlClient.SqlClient) => sql`date_trunc('month', now() AT TIME ZONE 'UTC')`

const decodeBudget = Schema.decodeUnknownEffect(Budget)
