import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { AnswerId, AnswerSentence, ConversationId } from "#contract/intelligence/Answer.ts"
import { Timestamp } from "#contract/Timestamp.ts"
import type { Keeper } from "#features/identity/PersonalData.ts"
import { asJson } from "#features/identity/PersonalJson.ts"

const kept = {
  id: AnswerId,
  conversationId: ConversationId,
  question: Schema.String,
  sentences: Schema.Array(AnswerSentence)
}
const decode = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({ ...kept, createdAt: Schema.DateTimeUtcFromDate }))
)
const encode = asJson(Schema.Struct({ ...kept, createdAt: Timestamp }))

/** What somebody asked the library, and its answers. They go with their asker. */
export const keeper = Effect.map(SqlClient.SqlClient, (sql): Keeper => ({
  name: "answers",
  // Rides on qa_answers_of_user.
  collect: Effect.fnUntraced(function* ({ id, organizationId }) {
    const rows = yield* sql`
      SELECT id, conversation_id, question, sentences, created_at FROM qa_answers
      WHERE organization_id = ${organizationId} AND user_id = ${id}
      ORDER BY id DESC`
    return yield* encode(yield* Effect.catchTag(decode(rows), "SchemaError", Effect.die))
  }),
  forget: () => Effect.void
}))
