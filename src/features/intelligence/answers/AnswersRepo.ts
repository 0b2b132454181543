import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError, type Statement } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"
import type {
  AnswerId,
  AnswerSentence,
  AnswerStatus,
  Citation,
  ConversationId,
  NearPassage
} from "#contract/intelligence/Answer.ts"
import { countedTo } from "#contract/Page.ts"
import type * as NewestFirst from "#platform/NewestFirst.ts"
import { AnswerRow, type Trouble } from "./AnswerRow.ts"

/** Whose answers. */
export interface Asker {
  readonly organizationId: OrganizationId
  readonly userId: UserId
}

/** An answer of somebody's. */
export interface AnswerKey extends Asker {
  readonly id: AnswerId
}

/** How an answer ended. */
export interface Ended {
  readonly state: Exclude<AnswerStatus, "running">
  readonly known: boolean
  readonly model: string
  readonly passages: ReadonlyArray<NearPassage>
  readonly inputTokens: number
  readonly outputTokens: number
  /** Millionths of a dollar; null where nobody says a price. */
  readonly costMicroUsd: number | null
  readonly budgetExceeded: boolean
  readonly trouble: Trouble | null
}

/** Which answers of somebody's. */
export interface AnswerFilter extends Asker {
  readonly conversationId: ConversationId | undefined
}

const ListedRow = AnswerRow.mapFields(
  ({ conversationId, createdAt, id, known, model, question, sentences, state }) => ({
    id,
    conversationId,
    state,
    question,
    known,
    model,
    sentences,
    createdAt
  })
)
export type ListedRow = typeof ListedRow.Type

const decodeRows = Schema.decodeUnknownEffect(Schema.Array(AnswerRow))
const decodeListed = Schema.decodeUnknownEffect(Schema.Array(ListedRow))
const rowsOf = (statement: Statement.Statement<object>) =>
  Effect.flatMap(statement, (rows) => Effect.catchTag(decodeRows(rows), "SchemaError", Effect.die))
const countOf = (statement: Statement.Statement<{ readonly count: number }>) =>
  Effect.map(statement, ([row]) => row?.count ?? 0)

/** SQL over `qa_answers`. Its sentences and citations are written by one process, and read by any. */
export class AnswersRepo extends Context.Service<AnswersRepo>()("luminalib/features/intelligence/answers/AnswersRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const isOf = ({ organizationId, userId }: Asker) =>
      sql`a.organization_id = ${organizationId} AND a.user_id = ${userId}`
    const isAnswer = (key: AnswerKey) => sql`${isOf(key)} AND a.id = ${key.id}`
    const state = sql`CASE WHEN a.state = 'running' AND a.deadline_at < now() THEN 'failed' ELSE a.state END AS state`
    const placesIn = (places: Statement.Fragment) =>
      sql`SELECT (place->>'sourceId')::uuid FROM jsonb_array_elements(${places}) place`
    const columns = sql`
      a.id, a.conversation_id, ${state}, a.question, a.known, a.model, a.sentences, a.citations, a.passages,
      a.input_tokens, a.output_tokens, a.cost_micro_usd::float8, a.budget_exceeded, a.trouble, a.created_at,
      ARRAY(
        SELECT s.id::text FROM sources s
        WHERE s.organization_id = a.organization_id AND (s.owner_id IS NULL OR s.owner_id = a.user_id)
          AND s.id IN (${placesIn(sql`a.citations || a.passages`)})
          AND s.content_hash = coalesce(a.texts->>s.id::text, s.content_hash)
      ) AS readable`
    const wanted = ({ conversationId, ...asker }: AnswerFilter) =>
      conversationId === undefined ? isOf(asker) : sql`${isOf(asker)} AND a.conversation_id = ${conversationId}`

    return {
      insert: (key: AnswerKey, asked: NewAnswer) =>
        Effect.asVoid(sql`
          INSERT INTO qa_answers (id, organization_id, user_id, conversation_id, question, deadline_at)
          VALUES (${key.id}, ${key.organizationId}, ${key.userId}, ${asked.conversationId}, ${asked.question},
            now() + ${asked.deadlineSeconds} * interval '1 second')`),
      find: (key: AnswerKey) =>
        Effect.map(rowsOf(sql`SELECT ${columns} FROM qa_answers a WHERE ${isAnswer(key)}`), ([row]) =>
          Option.fromUndefinedOr(row)
        ),
      /** All that is said so far. False where nobody wants it any more. */
      say: (key: AnswerKey, sentences: ReadonlyArray<AnswerSentence>, citations: ReadonlyArray<Citation>) =>
        isChanged(sql`
          UPDATE qa_answers a SET sentences = ${JSON.stringify(sentences)}::jsonb,
            citations = ${JSON.stringify(citations)}::jsonb
          WHERE ${isAnswer(key)} AND a.state = 'running'
          RETURNING a.id`),
      /** False where it was over already, or forgotten. */
      end: (key: AnswerKey, ended: Ended) =>
        isChanged(sql`
          UPDATE qa_answers a SET state = ${ended.state}, known = ${ended.known}, model = ${ended.model},
            passages = ${JSON.stringify(ended.passages)}::jsonb,
            texts = (
              SELECT coalesce(jsonb_object_agg(s.id, s.content_hash), '{}') FROM sources s
              WHERE s.organization_id = a.organization_id
                AND s.id IN (${placesIn(sql`a.citations || ${JSON.stringify(ended.passages)}::jsonb`)})
            ),
            input_tokens = ${ended.inputTokens},
            output_tokens = ${ended.outputTokens}, cost_micro_usd = ${ended.costMicroUsd}::bigint,
            budget_exceeded = ${ended.budgetExceeded},
            trouble = ${ended.trouble === null ? null : JSON.stringify(ended.trouble)}::jsonb, finished_at = now()
          WHERE ${isAnswer(key)} AND a.state = 'running'
          RETURNING a.id`),
      /** Notes that somebody follows it here, for the process that writes it. */
      touch: (key: AnswerKey) =>
        Effect.asVoid(sql`UPDATE qa_answers a SET followed_at = now() WHERE ${isAnswer(key)} AND a.state = 'running'`),
      /** Whether somebody followed it at another process in the last so many seconds. */
      isFollowed: (key: AnswerKey, seconds: number) =>
        Effect.map(
          sql`SELECT FROM qa_answers a WHERE ${isAnswer(key)} AND a.followed_at > now() - ${seconds} * interval '1 second'`,
          (rows) => rows.length > 0
        ),
      /** The latest first. Rides on qa_answers_of_conversation. */
      latest: (asker: Asker, conversationId: ConversationId, limit: number) =>
        rowsOf(sql`
          SELECT ${columns} FROM qa_answers a
          WHERE ${wanted({ ...asker, conversationId })}
          ORDER BY a.id DESC LIMIT ${limit}`),
      /** Rides on qa_answers_of_user and qa_answers_of_conversation. */
      list: (filter: AnswerFilter, { before, limit, offset }: NewestFirst.Rows) =>
        Effect.flatMap(
          sql`
            SELECT a.id, a.conversation_id, ${state}, a.question, a.known, a.model, a.sentences, a.created_at
            FROM qa_answers a
            WHERE ${wanted(filter)} ${before === undefined ? sql`` : sql`AND a.id < ${before}`}
            ORDER BY a.id DESC
            LIMIT ${limit} OFFSET ${offset}`,
          (rows) => Effect.catchTag(decodeListed(rows), "SchemaError", Effect.die)
        ),
      count: (filter: AnswerFilter) =>
        countOf(sql`
          SELECT count(*)::int AS count
          FROM (SELECT FROM qa_answers a WHERE ${wanted(filter)} LIMIT ${countedTo}) counted`),
      remove: (key: AnswerKey) => isChanged(sql`DELETE FROM qa_answers a WHERE ${isAnswer(key)} RETURNING a.id`),
      removeAll: (asker: Asker) =>
        Effect.map(sql<{ readonly id: string }>`DELETE FROM qa_answers a WHERE ${isOf(asker)} RETURNING a.id`, (rows) =>
          rows.map(({ id }) => id)
        )
    }
  })
}) {
  static readonly layer = Layer.effect(AnswersRepo, AnswersRepo.make)
}

/** A question as it is asked. */
export interface NewAnswer {
  readonly conversationId: ConversationId
  readonly question: string
  /** It is over by then, whatever becomes of its process. */
  readonly deadlineSeconds: number
}

const isChanged = (statement: Statement.Statement<object>): Effect.Effect<boolean, SqlError.SqlError> =>
  Effect.map(statement, (rows) => rows.length > 0)
