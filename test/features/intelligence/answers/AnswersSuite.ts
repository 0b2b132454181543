import { assert, layer } from "@effect/vitest"
import { Context, Effect, Fiber, type Layer, Stream } from "effect"
import { SqlClient } from "effect/sql"
import type { NewQuestion } from "#contract/intelligence/Answer.ts"
import { DocumentId } from "#contract/workspace/Document.ts"
import { Answers } from "#features/intelligence/answers/Answers.ts"
import { graceSeconds } from "#features/intelligence/answers/AnswerRuns.ts"
import { Spending } from "#features/intelligence/Spending.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { OpenAiAnswers, ScriptedOpenAi } from "../../../support/ScriptedOpenAi.ts"
import { type Answer as Behaviour, until } from "../../../support/ScriptedServer.ts"
import { listening } from "../../../support/Statements.ts"
import { answersWith, eventsIn, layerOver, library, namesOf, reader, saidBy, Shelf, shelve } from "./AskedLibrary.ts"

const winter = [
  "The harbour of Ostvik froze in the winter of 1709. Ships could not leave for eleven weeks.",
  "Captain Ames kept a diary through the frost. He wrote that bread cost four shillings a loaf."
]
const question: NewQuestion = { question: "When did the harbour of Ostvik freeze?" }

/** A library with two passages, one of its readers, and a model that does as it is told. */
const town = Effect.gen(function* () {
  const organizationId = yield* library
  const by = yield* reader(organizationId)
  const bookId = yield* shelve(organizationId, "The Frost", winter)
  return { organizationId, by, bookId }
})

const modelled = Effect.fnUntraced(function* (env: Readonly<Record<string, string>> = {}) {
  const server = yield* ScriptedOpenAi.make
  const context = yield* answersWith({
    LLM_PROVIDER: "openai",
    OPENAI_BASE_URL: server.url,
    OPENAI_API_KEY: "sk-good",
    OPENAI_MODEL: "test-model",
    OPENAI_PRICE_INPUT_PER_MTOK: "10",
    OPENAI_PRICE_OUTPUT_PER_MTOK: "20",
    LLM_MAX_RETRIES: "1",
    ...env
  })
  return { server, answers: Context.get(context, Answers), spending: Context.get(context, Spending) }
})

/** A stream of so many words, and then what the rest does. */
const then =
  (text: string, rest: Behaviour): Behaviour =>
  (response, request) => {
    response.writeHead(200, { "content-type": "text/event-stream" })
    const chunk = { object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: text } }] }
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
    rest(response, request)
  }
const stalls: Behaviour = () => {}
const breaks: Behaviour = (response) => void setTimeout(() => response.destroy(), 20)

const frozen = "The harbour of Ostvik froze in 1709 [1]. Ships could not leave for eleven weeks [1]."

/** What answers promise, on any database. */
export const answersSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) => {
  layer(layerOver(database), { excludeTestServices: true, timeout: "60 seconds" })(name, (it) => {
    it.effect("without a model: a sentence of the book, with where it stands, verified", () =>
      Effect.gen(function* () {
        const { bookId, by } = yield* town
        const answers = Context.get(yield* answersWith(), Answers)
        yield* answers.ask(by, question)
        const statements: Array<string> = []
        const answer = yield* Effect.withTracer(answers.ask(by, question), listening(statements))

        assert.strictEqual(answer.status, "complete")
        assert.isTrue(answer.known)
        assert.include(answer.answer, "froze in the winter of 1709")
        assert.strictEqual(answer.model, "extractive")
        const [citation] = answer.citations
        assert.deepInclude(citation, { index: 1, sourceId: bookId, title: "The Frost", page: 1, verified: true })
        const text = winter.join("\n\n")
        assert.strictEqual(text.slice(citation?.start, citation?.end), citation?.quote)
        assert.deepStrictEqual(answer.usage, { inputTokens: 0, outputTokens: 0, costUsd: 0 })
        assert.deepStrictEqual(yield* answers.get(by, answer.id), answer)
        // The row, each sentence, and in one transaction the end and the answer, behind the wall where there is one.
        const written = statements.filter((text) => /^\s*(INSERT|UPDATE|SELECT|DELETE)/i.test(text))
        assert.isAtMost(written.length, 4 + answer.sentences.length, written.join("\n"))
      }).pipe(Effect.scoped)
    )

    it.effect("what the sources do not hold the library does not know, and says what came nearest", () =>
      Effect.gen(function* () {
        const { bookId, by } = yield* town
        const answers = Context.get(yield* answersWith(), Answers)
        const answer = yield* answers.ask(by, { question: "Which vaccine did Jenner develop against smallpox?" })
        assert.isFalse(answer.known)
        assert.match(answer.answer, /^The library does not know/)
        assert.deepStrictEqual(answer.citations, [])
        assert.strictEqual(answer.passages?.[0]?.sourceId, bookId)
        const german = yield* answers.ask(by, { question: "Welchen Impfstoff hat Jenner gegen die Pocken entwickelt?" })
        assert.match(german.answer, /^Die Bibliothek weiß es nicht/)
      }).pipe(Effect.scoped)
    )

    it.effect("with a model: its sentences, each held against what it cites before it is told", () =>
      Effect.gen(function* () {
        const { by, organizationId } = yield* town
        const { answers, server, spending } = yield* modelled()
        server.script(OpenAiAnswers.sse(`${frozen} Bread cost nine shillings a loaf [2]. The king was murdered [1].`))
        const events = yield* eventsIn(yield* answers.begin(by, question))

        assert.deepStrictEqual(namesOf(events).slice(0, 3), ["started", "citation", "delta"])
        assert.strictEqual(namesOf(events).at(-1), "done")
        assert.deepStrictEqual(
          events.map(({ id }) => Number(id)),
          events.map((_, at) => at + 1)
        )
        const done = events.at(-1)
        assert.strictEqual(done?.event, "done")
        if (done?.event !== "done") return
        assert.strictEqual(saidBy(events), done.data.answer)
        assert.include(done.data.answer, "froze in 1709")
        assert.notInclude(done.data.answer, "nine")
        assert.notInclude(done.data.answer, "murdered")
        assert.isTrue(done.data.citations.every(({ verified }) => verified))
        assert.deepStrictEqual([done.data.model, done.data.status], ["test-model", "complete"])
        assert.deepStrictEqual(done.data.usage, { inputTokens: 100, outputTokens: 20, costUsd: 0.0014 })

        const usage = yield* spending.usage(organizationId)
        assert.deepStrictEqual(usage.items, [
          { purpose: "answer", model: "test-model", calls: 1, inputTokens: 100, outputTokens: 20, costUsd: 0.0014 }
        ])
        const [request] = server.asked()
        const sent = JSON.stringify(request?.body)
        assert.include(sent, "[1] From")
        assert.notInclude(sent, '"tools"')
      }).pipe(Effect.scoped)
    )

    it.effect("a model that forgets its citations is given them; one that answers nothing usable is left out", () =>
      Effect.gen(function* () {
        const { by } = yield* town
        const { answers, server } = yield* modelled()
        server.script(
          OpenAiAnswers.sse("<think>The king? [2]</think>The harbour of Ostvik froze in 1709."),
          OpenAiAnswers.sse("Bananas are yellow. I am a helpful assistant."),
          OpenAiAnswers.sse("UNKNOWN")
        )
        const uncited = yield* answers.ask(by, question)
        assert.deepStrictEqual(
          uncited.sentences.map(({ citations, text }) => ({ text, citations })),
          [{ text: "The harbour of Ostvik froze in 1709.", citations: [1] }]
        )
        const useless = yield* answers.ask(by, question)
        assert.deepStrictEqual([useless.model, useless.trouble?.code], ["extractive", "MODEL_OUTPUT_INVALID"])
        assert.include(useless.answer, "winter of 1709")
        assert.strictEqual(useless.usage.inputTokens, 100, "what it said was paid for")
        const unknown = yield* answers.ask(by, question)
        assert.deepStrictEqual([unknown.known, unknown.model], [false, "test-model"])
        assert.isNotEmpty(unknown.passages)
      }).pipe(Effect.scoped)
    )

    it.effect(
      "a model that is busy, broken or silent is not waited for longer than told, and nothing is paid twice",
      () =>
        Effect.gen(function* () {
          const { by, organizationId } = yield* town
          const { answers, server, spending } = yield* modelled()
          server.script(
            OpenAiAnswers.status(429, { message: "slow down" }, { "retry-after": "0" }),
            OpenAiAnswers.sse(frozen)
          )
          const patient = yield* answers.ask(by, question)
          assert.deepStrictEqual([patient.model, patient.status], ["test-model", "complete"])
          assert.strictEqual(server.asked().length, 2)

          server.script(OpenAiAnswers.html(500), OpenAiAnswers.html(500))
          const broken = yield* answers.ask(by, question)
          assert.deepStrictEqual(
            [broken.model, broken.status, broken.trouble?.code],
            ["extractive", "complete", "LLM_DOWN"]
          )

          const impatient = yield* modelled({ ANSWER_TIMEOUT_SECONDS: "1" })
          impatient.server.script(OpenAiAnswers.hang())
          const silent = yield* impatient.answers.ask(by, question)
          assert.deepStrictEqual([silent.model, silent.trouble?.code], ["extractive", "LLM_DOWN"])
          yield* until(() => impatient.server.asked()[0]?.closedEarly === true)
          assert.strictEqual((yield* spending.usage(organizationId)).items[0]?.calls, 1)
        }).pipe(Effect.scoped)
    )

    it.effect("an answer that breaks off keeps what is verified, and says that it broke off", () =>
      Effect.gen(function* () {
        const { by, organizationId } = yield* town
        const { answers, server, spending } = yield* modelled({ ANSWER_TIMEOUT_SECONDS: "1" })
        server.script(then(`${frozen} And the`, breaks), then(`${frozen} And the`, stalls))
        const cut = yield* eventsIn(yield* answers.begin(by, question))
        assert.strictEqual(cut.at(-1)?.event, "failed")
        assert.include(saidBy(cut), "froze in 1709")
        const stalled = yield* answers.ask(by, question)
        assert.deepStrictEqual([stalled.status, stalled.trouble?.code], ["failed", "LLM_DOWN"])
        assert.strictEqual(stalled.sentences.length, 2)
        assert.strictEqual(server.asked().length, 2, "what was told in part is not asked again")
        const [account] = (yield* spending.usage(organizationId)).items
        assert.strictEqual(account?.calls, 2)
        assert.isAbove(account?.outputTokens ?? 0, 10, "what was heard is on the account")
      }).pipe(Effect.scoped)
    )

    it.effect("a model that never ends is stopped, and says each thing once", () =>
      Effect.gen(function* () {
        const { by } = yield* town
        const { answers, server } = yield* modelled({ ANSWER_TIMEOUT_SECONDS: "20" })
        const endless: Behaviour = (response) => {
          response.writeHead(200, { "content-type": "text/event-stream" })
          const chunk = { object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: `${frozen} ` } }] }
          const timer = setInterval(() => response.write(`data: ${JSON.stringify(chunk)}\n\n`), 2)
          response.on("close", () => clearInterval(timer))
        }
        server.script(endless)
        const answer = yield* answers.ask(by, question)
        assert.deepStrictEqual([answer.status, answer.sentences.length], ["complete", 2])
        yield* until(() => server.asked()[0]?.closedEarly === true)
      }).pipe(Effect.scoped)
    )

    it.effect("whoever loses the connection goes on where they were, here and at another process", () =>
      Effect.gen(function* () {
        const { by } = yield* town
        const { answers, server } = yield* modelled()
        const elsewhere = Context.get(yield* answersWith(), Answers)
        let finish = () => {}
        server.script(
          then("The harbour of Ostvik froze in 1709 [1]. Ships ", (response) => {
            const rest = { choices: [{ index: 0, delta: { content: "could not leave for eleven weeks [1]." } }] }
            const end = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }
            finish = () =>
              response.end(`data: ${JSON.stringify(rest)}\n\ndata: ${JSON.stringify(end)}\n\ndata: [DONE]\n\n`)
          })
        )
        const first = yield* Effect.map(
          Stream.runCollect(Stream.take(yield* answers.begin(by, question), 3)),
          (events) => Array.from(events)
        )
        assert.deepStrictEqual(namesOf(first), ["started", "citation", "delta"])
        const [started] = first
        if (started?.event !== "started") return assert.fail("it has to begin with its beginning")
        const { id } = started.data
        assert.strictEqual((yield* answers.get(by, id)).status, "running")

        const there = yield* Effect.forkChild(eventsIn(yield* elsewhere.follow(by, id, 3)))
        const here = yield* Effect.forkChild(eventsIn(yield* answers.follow(by, id, 3)))
        finish()
        const rest = yield* Fiber.join(here)
        assert.deepStrictEqual(namesOf(rest).slice(-2), ["delta", "done"])
        assert.deepStrictEqual(yield* Fiber.join(there), rest)
        const whole = yield* eventsIn(yield* elsewhere.follow(by, id, 0))
        assert.deepStrictEqual(whole, [...first, ...rest])
        assert.deepStrictEqual(yield* eventsIn(yield* answers.follow(by, id, Number(whole.at(-1)?.id))), [])
      }).pipe(Effect.scoped)
    )

    it.effect("an answer that nobody follows any more is cancelled, and the model is hung up on", () =>
      Effect.gen(function* () {
        const { by } = yield* town
        const { answers, server } = yield* modelled()
        server.script(then("The harbour of Ostvik froze in 1709 [1]. Ships ", stalls), OpenAiAnswers.hang())
        const events = yield* Stream.runCollect(Stream.take(yield* answers.begin(by, question), 3))
        assert.strictEqual(Array.from(events).length, 3)
        assert.isFalse(server.asked()[0]?.closedEarly)
        yield* until(() => server.asked()[0]?.closedEarly === true)
        const [listed] = (yield* answers.list(by, { limit: 1 })).items
        const cancelled = yield* Effect.repeat(answers.get(by, listed!.id), {
          until: ({ status }) => status !== "running"
        })
        assert.strictEqual(cancelled.status, "cancelled")
        assert.include(cancelled.answer, "froze in 1709")
        assert.isAtLeast(graceSeconds, 3)

        const waiting = yield* Effect.forkChild(answers.ask(by, question))
        yield* until(() => server.asked().length === 2)
        yield* Fiber.interrupt(waiting)
        yield* until(() => server.asked()[1]?.closedEarly === true)
        assert.strictEqual((yield* answers.list(by, { limit: 1 })).items[0]?.status, "cancelled")
      }).pipe(Effect.scoped)
    )

    it.effect("an answer that is forgotten while it is written is written no further", () =>
      Effect.gen(function* () {
        const { by } = yield* town
        const { answers, server } = yield* modelled()
        server.script(then("The harbour of Ostvik froze in 1709 [1]. Ships ", stalls))
        const stream = yield* answers.begin(by, question)
        const [started] = yield* Effect.map(Stream.runCollect(Stream.take(stream, 3)), (events) => Array.from(events))
        if (started?.event !== "started") return assert.fail("it has to begin with its beginning")
        yield* answers.remove(by, started.data.id)
        yield* until(() => server.asked()[0]?.closedEarly === true)
        assert.strictEqual((yield* Effect.flip(answers.get(by, started.data.id)))._tag, "AnswerNotFound")
      }).pipe(Effect.scoped)
    )

    it.effect("over its budget a library is answered without the model, and loses nothing", () =>
      Effect.gen(function* () {
        const { by, organizationId } = yield* town
        const { answers, server, spending } = yield* modelled()
        const sql = yield* SqlClient.SqlClient
        yield* sql`UPDATE organizations SET token_budget_per_month = 100 WHERE id = ${organizationId}`
        server.script(OpenAiAnswers.sse(frozen))
        const last = yield* answers.ask(by, question)
        assert.deepStrictEqual([last.model, last.budgetExceeded], ["test-model", false])
        const over = yield* answers.ask(by, question)
        assert.deepStrictEqual(
          [over.model, over.budgetExceeded, over.trouble?.code],
          ["extractive", true, "BUDGET_EXCEEDED"]
        )
        assert.include(over.answer, "1709")
        assert.strictEqual(server.asked().length, 1)
        const usage = yield* spending.usage(organizationId)
        assert.deepInclude(usage, { tokenBudgetPerMonth: 100, tokensLeft: 0, inputTokens: 100, outputTokens: 20 })
        const other = yield* spending.usage(yield* library)
        assert.deepInclude(other, { tokenBudgetPerMonth: null, tokensLeft: null, items: [] })
      }).pipe(Effect.scoped)
    )

    it.effect("a question that follows another is searched with it, and the model is told of both", () =>
      Effect.gen(function* () {
        const { by } = yield* town
        const { answers, server } = yield* modelled()
        const { searches } = yield* Shelf
        server.script(OpenAiAnswers.sse(frozen), OpenAiAnswers.sse("Ships could not leave for eleven weeks [1]."))
        const first = yield* answers.ask(by, question)
        assert.strictEqual(first.conversationId, String(first.id))
        const { conversationId } = first
        const second = yield* answers.ask(by, { question: "How long could ships not leave it?", conversationId })
        assert.strictEqual(second.conversationId, conversationId)
        assert.include(searches.at(-1)?.question ?? "", "Ostvik")
        const sent = JSON.stringify(server.asked()[1]?.body)
        assert.include(sent, "Earlier in this conversation")
        assert.include(sent, "froze in 1709")
        const listed = yield* answers.list(by, { limit: 10, conversationId })
        assert.deepStrictEqual(
          listed.items.map(({ id }) => id),
          [second.id, first.id]
        )
        const stranger = yield* reader(by.organizationId)
        const refused = yield* Effect.flip(answers.ask(stranger, { ...question, conversationId }))
        assert.strictEqual(refused._tag, "ConversationNotFound")
      }).pipe(Effect.scoped)
    )

    it.effect("only what the caller may read is searched, and a source that is not there is named", () =>
      Effect.gen(function* () {
        const { bookId, by, organizationId } = yield* town
        const answers = Context.get(yield* answersWith(), Answers)
        const other = yield* reader(organizationId)
        const diary = yield* shelve(
          organizationId,
          "Diary",
          ["The harbour of Ostvik froze in 1811, says my diary."],
          other.id
        )
        const neighbour = yield* town
        const mine = yield* answers.ask(by, { ...question, bookIds: [bookId] })
        assert.isTrue(mine.citations.every(({ sourceId }) => sourceId === bookId))
        assert.notInclude(mine.answer, "1811")
        assert.isTrue((yield* answers.ask(by, { ...question, bookIds: [], documentIds: [] })).known)
        const absent: ReadonlyArray<string> = [diary, neighbour.bookId, "01900000-0000-7000-8000-00000000ffff"]
        for (const documentId of absent) {
          const documentIds = [DocumentId.make(documentId)]
          const refused = yield* Effect.flip(answers.ask(by, { ...question, documentIds }))
          assert.strictEqual(refused._tag === "SourceNotFound" ? refused.sourceId : refused._tag, documentId)
        }
        const refused = yield* Effect.flip(answers.ask(by, { ...question, bookIds: [neighbour.bookId] }))
        assert.strictEqual(refused._tag, "SourceNotFound")
      }).pipe(Effect.scoped)
    )

    it.effect("everybody has their own history, forgets it, and takes nothing of a source that is gone with it", () =>
      Effect.gen(function* () {
        const { bookId, by, organizationId } = yield* town
        const answers = Context.get(yield* answersWith(), Answers)
        const sql = yield* SqlClient.SqlClient
        const other = yield* reader(organizationId)
        const asked = [
          yield* answers.ask(by, question),
          yield* answers.ask(by, question),
          yield* answers.ask(by, question)
        ]
        const theirs = yield* answers.ask(other, question)

        const pages: Array<string> = []
        let cursor: string | undefined
        do {
          const page = yield* answers.list(by, { limit: 2, ...(cursor === undefined ? {} : { cursor }) })
          assert.strictEqual(page.total, 3)
          pages.push(...page.items.map(({ id }) => String(id)))
          cursor = page.nextCursor
        } while (cursor !== undefined)
        assert.deepStrictEqual(pages, asked.map(({ id }) => String(id)).toReversed())
        assert.strictEqual(
          (yield* Effect.flip(answers.list(other, { limit: 2, cursor: "nonsense" })))._tag,
          "InvalidCursor"
        )
        for (const call of [
          Effect.asVoid(answers.get(by, theirs.id)),
          answers.remove(by, theirs.id),
          Effect.asVoid(answers.follow(by, theirs.id, 0))
        ]) {
          assert.strictEqual((yield* Effect.flip(call))._tag, "AnswerNotFound")
        }

        yield* sql`UPDATE sources SET content_hash = ${"1".repeat(64)} WHERE organization_id = ${organizationId}`
        assert.isEmpty((yield* answers.get(other, theirs.id)).citations, "the book has another text by now")
        yield* sql`UPDATE sources SET content_hash = ${"0".repeat(64)} WHERE organization_id = ${organizationId}`
        yield* sql`UPDATE sources SET owner_id = ${other.id} WHERE organization_id = ${organizationId} AND id = ${bookId}`
        const withheld = yield* answers.get(by, asked[0]!.id)
        assert.deepStrictEqual([withheld.answer, withheld.citations], [asked[0]?.answer, []])
        const events = yield* eventsIn(yield* answers.follow(by, withheld.id, 0))
        assert.deepStrictEqual(
          events.map(({ event, id }) => `${id} ${event}`).slice(0, 2),
          ["1 started", "3 delta"],
          "the citation that is withheld keeps its number"
        )
        assert.isNotEmpty((yield* answers.get(other, theirs.id)).citations)

        yield* answers.remove(by, asked[0]!.id)
        assert.strictEqual(yield* answers.removeAll(by), 2)
        assert.strictEqual((yield* answers.list(by, { limit: 2 })).total, 0)
        assert.strictEqual((yield* answers.list(other, { limit: 2 })).total, 1)
      }).pipe(Effect.scoped)
    )

    it.effect("an answer that cannot be remembered for a repeated call is kept all the same", () =>
      Effect.gen(function* () {
        const { by } = yield* town
        const answers = Context.get(yield* answersWith(), Answers)
        const failed = yield* Effect.exit(answers.ask(by, question, () => Effect.die(new Error("the key is lost"))))
        assert.strictEqual(failed._tag, "Failure")
        assert.strictEqual((yield* answers.list(by, { limit: 1 })).items[0]?.status, "complete")
      }).pipe(Effect.scoped)
    )

    it.effect("an answer whose process is gone ends for those who follow it", () =>
      Effect.gen(function* () {
        const { by } = yield* town
        const answers = Context.get(yield* answersWith(), Answers)
        const sql = yield* SqlClient.SqlClient
        const { id } = yield* answers.ask(by, question)
        yield* sql`UPDATE qa_answers SET state = 'running', deadline_at = now() + interval '1 second' WHERE id = ${id}`
        const events = yield* eventsIn(yield* answers.follow(by, id, 0))
        assert.strictEqual(events.at(-1)?.event, "failed")
        assert.strictEqual((yield* answers.get(by, id)).status, "failed")
      }).pipe(Effect.scoped)
    )

    it.effect("one person asks twenty questions a minute, and another still gets an answer", () =>
      Effect.gen(function* () {
        const { by, organizationId } = yield* town
        const answers = Context.get(yield* answersWith({ RATE_LIMITS: "on" }), Answers)
        const missing = { ...question, documentIds: [DocumentId.make("01900000-0000-7000-8000-00000000ffff")] }
        for (let i = 0; i < 20; i++) {
          assert.strictEqual((yield* Effect.flip(answers.ask(by, missing)))._tag, "SourceNotFound")
        }
        const limited = yield* Effect.flip(answers.ask(by, missing))
        assert.strictEqual(limited._tag, "RateLimited")
        assert.isTrue((yield* answers.ask(yield* reader(organizationId), question)).known)
      }).pipe(Effect.scoped)
    )
  })
}
