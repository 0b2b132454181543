import { Context, Effect, Layer, Option, Ref, Stream } from "effect"
import { SecureRandom } from "effect/crypto"
import type { CurrentUser } from "#contract/Authorization.ts"
import {
  type Answer,
  AnswerId,
  AnswerNotFound,
  type AnswerSummary,
  ConversationId,
  ConversationNotFound,
  type NewQuestion,
  SourceNotFound
} from "#contract/intelligence/Answer.ts"
import type { AnswerEvent } from "#contract/intelligence/AnswerEvent.ts"
import { InvalidCursor } from "#contract/Page.ts"
import type { RateLimited } from "#contract/Problem.ts"
import { type Remember, rememberNothing } from "#features/idempotency/Remember.ts"
import * as NewestFirst from "#platform/NewestFirst.ts"
import { eventsOf } from "./AnswerEvents.ts"
import { type AnswerRow, answerOf, isKnown, textOf } from "./AnswerRow.ts"
import { AnswerRuns } from "./AnswerRuns.ts"
import { AnswersRepo, type AnswerKey, type Asker, type ListedRow } from "./AnswersRepo.ts"
import { type AnswerTask, AnswerWriter } from "./AnswerWriter.ts"
import { AskLimit } from "./AskLimit.ts"
import { mostTurns, type Turn } from "./FollowUp.ts"
import { SourcesRepo } from "./SourcesRepo.ts"

type Actor = Pick<CurrentUser["Service"], "id" | "organizationId">
type Refusal = SourceNotFound | ConversationNotFound | RateLimited

/** Which page of somebody's answers, or of one conversation. */
export interface AnswersQuery extends NewestFirst.PageQuery {
  readonly conversationId?: ConversationId
}

/** An answer written at another process is looked at so often, and every so many looks that process is told. */
const lookEvery = "300 millis"
const looksPerTouch = 5

/** What people ask the library, and what it answers out of its books and documents. Everybody sees their own. */
export class Answers extends Context.Service<
  Answers,
  {
    /** Waits for the whole answer; whoever leaves cancels it. `remember` is called last in the transaction that ends it. */
    readonly ask: (
      by: Actor,
      question: NewQuestion,
      remember?: Remember<Answer>
    ) => Effect.Effect<Answer, Refusal | AnswerNotFound>
    /** Begins an answer to be followed: it is cancelled when nobody does for some seconds. */
    readonly begin: (by: Actor, question: NewQuestion) => Effect.Effect<Stream.Stream<AnswerEvent>, Refusal>
    /** The events of an answer after the one with this number, to its end, at whatever process it is written. */
    readonly follow: (
      by: Actor,
      id: AnswerId,
      after: number
    ) => Effect.Effect<Stream.Stream<AnswerEvent>, AnswerNotFound>
    /** One statement. */
    readonly get: (by: Actor, id: AnswerId) => Effect.Effect<Answer, AnswerNotFound>
    /** Newest first. Two statements. */
    readonly list: (by: Actor, query: AnswersQuery) => Effect.Effect<NewestFirst.Page<AnswerSummary>, InvalidCursor>
    readonly remove: (by: Actor, id: AnswerId) => Effect.Effect<void, AnswerNotFound>
    /** How many there were. */
    readonly removeAll: (by: Actor) => Effect.Effect<number>
  }
>()("luminalib/features/intelligence/answers/Answers") {
  static readonly layerNoDeps = Layer.effect(
    Answers,
    Effect.gen(function* () {
      const limit = yield* AskLimit
      const random = yield* SecureRandom.SecureRandom
      const repo = yield* AnswersRepo
      const runs = yield* AnswerRuns
      const sources = yield* SourcesRepo
      const { patienceSeconds } = yield* AnswerWriter

      const found = (key: AnswerKey) =>
        Effect.flatMap(repo.find(key), Effect.fromOption).pipe(
          Effect.catchTag("NoSuchElementError", () => Effect.fail(new AnswerNotFound({ answerId: key.id })))
        )

      /** All of them are there and may be read. */
      const searched = Effect.fnUntraced(function* (asker: Asker, { bookIds = [], documentIds = [] }: NewQuestion) {
        const wanted = [...new Set([...bookIds, ...documentIds])].map((id) => id.toLowerCase())
        if (wanted.length === 0) return undefined
        const known = yield* sources.known(asker, bookIds, documentIds)
        const missing = wanted.find((id) => !known.has(id))
        return missing === undefined ? wanted : yield* new SourceNotFound({ sourceId: missing })
      })

      const turnsOf = Effect.fnUntraced(function* (asker: Asker, { conversationId }: NewQuestion) {
        if (conversationId === undefined) return []
        const rows = yield* repo.latest(asker, conversationId, mostTurns)
        return rows.length === 0 ? yield* new ConversationNotFound({ conversationId }) : rows.toReversed().map(turnOf)
      })

      /** The question in its row, and what is to be written. */
      const asked = Effect.fnUntraced(function* (by: Actor, question: NewQuestion) {
        const asker: Asker = { organizationId: by.organizationId, userId: by.id }
        yield* limit.admit(by.id)
        const sourceIds = yield* searched(asker, question)
        const turns = yield* turnsOf(asker, question)
        const id = AnswerId.make(yield* random.uuidV7())
        const key: AnswerKey = { ...asker, id }
        yield* repo.insert(key, {
          conversationId: question.conversationId ?? ConversationId.make(id),
          question: question.question,
          deadlineSeconds: patienceSeconds
        })
        const task: AnswerTask = { asker, question: question.question, sourceIds, turns }
        return { key, task }
      })

      /** Waits for news: at once where it is written here, else by looking. */
      const waitFor = (key: AnswerKey, news: Option.Option<Effect.Effect<void>>, looks: number) =>
        Option.match(news, {
          onNone: () =>
            Effect.andThen(looks % looksPerTouch === 1 ? repo.touch(key) : Effect.void, Effect.sleep(lookEvery)),
          onSome: (ring) => Effect.asVoid(Effect.timeoutOption(ring, "5 seconds"))
        })

      const follow = (key: AnswerKey, after: number): Stream.Stream<AnswerEvent> =>
        Stream.unwrap(
          Effect.map(runs.follow(key), (news) =>
            Stream.paginate({ after, looks: 0 }, ({ after, looks }: Place) =>
              Effect.gen(function* () {
                if (looks > 0) yield* waitFor(key, news, looks)
                const row = yield* repo.find(key)
                const events = Option.match(row, { onNone: () => [], onSome: eventsOf })
                const fresh = events.filter(({ id }) => Number(id) > after)
                const isOver = Option.isNone(row) || row.value.state !== "running"
                const next = { after: Math.max(after, ...fresh.map(({ id }) => Number(id))), looks: looks + 1 }
                return [fresh, isOver ? Option.none<Place>() : Option.some(next)] as const
              })
            )
          )
        ).pipe(Stream.orDie)

      return Answers.of({
        ask: Effect.fn("Answers.ask")(
          function* (by, question, remember = rememberNothing) {
            const { key, task } = yield* asked(by, question)
            const answered = yield* Ref.make(Option.none<Answer>())
            const atEnd = Effect.map(Effect.catchTag(found(key), "AnswerNotFound", Effect.die), answerOf).pipe(
              Effect.tap((answer) => Ref.set(answered, Option.some(answer))),
              Effect.flatMap(remember)
            )
            yield* runs.here(key, task, atEnd)
            // Somebody forgot it while it was written.
            return yield* Effect.mapError(
              Effect.flatMap(Ref.get(answered), Effect.fromOption),
              () => new AnswerNotFound({ answerId: key.id })
            )
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        begin: Effect.fn("Answers.begin")(
          function* (by, question) {
            const { key, task } = yield* asked(by, question)
            yield* runs.begin(key, task)
            return follow(key, 0)
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        follow: Effect.fn("Answers.follow")(
          function* ({ id: userId, organizationId }, id, after) {
            const key = { organizationId, userId, id }
            yield* found(key)
            return follow(key, after)
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        get: Effect.fn("Answers.get")(
          ({ id: userId, organizationId }, id) => Effect.map(found({ organizationId, userId, id }), answerOf),
          Effect.catchTag("SqlError", Effect.die)
        ),
        list: Effect.fn("Answers.list")(
          function* ({ id: userId, organizationId }, { conversationId, ...query }) {
            const filter = { organizationId, userId, conversationId }
            const scope = JSON.stringify(["answers", filter])
            const rows = NewestFirst.rowsOf(scope, query)
            if (Option.isNone(rows)) return yield* new InvalidCursor({})
            const page = NewestFirst.pageOf(yield* repo.list(filter, rows.value), {
              scope,
              query,
              total: yield* repo.count(filter)
            })
            return { ...page, items: page.items.map(summaryOf) }
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        remove: Effect.fn("Answers.remove")(
          function* ({ id: userId, organizationId }, id) {
            if (!(yield* repo.remove({ organizationId, userId, id })))
              return yield* new AnswerNotFound({ answerId: id })
            yield* runs.stop([id])
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        removeAll: Effect.fn("Answers.removeAll")(
          function* ({ id: userId, organizationId }) {
            const ids = yield* repo.removeAll({ organizationId, userId })
            yield* runs.stop(ids)
            return ids.length
          },
          Effect.catchTag("SqlError", Effect.die)
        )
      })
    })
  )

  /** Asks for Llm, Prompts, RateLimiter, Retrieval, SecureRandom, SqlClient and TenantWall. */
  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([AnswerRuns.layer, AnswersRepo.layer, AnswerWriter.layer, AskLimit.layer, SourcesRepo.layer])
  )
}

/** How far a follower is. */
interface Place {
  readonly after: number
  readonly looks: number
}

/** What a later question may be told of: nothing that the library did not know, nor what is withheld by now. */
const turnOf = (row: AnswerRow): Turn => {
  const readable = new Set(row.readable)
  const isOpen = isKnown(row) && row.citations.every(({ sourceId }) => readable.has(sourceId))
  return { question: row.question, answer: isOpen ? row.sentences.map(({ text }) => text).join(" ") : "" }
}

const summaryOf = (row: ListedRow): AnswerSummary => ({
  id: row.id,
  conversationId: row.conversationId,
  status: row.state,
  question: row.question,
  answer: textOf(row.sentences),
  known: isKnown(row),
  model: row.model ?? "extractive",
  createdAt: row.createdAt
})
