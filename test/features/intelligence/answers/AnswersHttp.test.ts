import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Schedule, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { request } from "node:http"
import { visitor } from "../../../support/Library.ts"
import { OpenAiAnswers, ScriptedOpenAi } from "../../../support/ScriptedOpenAi.ts"
import { type Answer as Behaviour, until } from "../../../support/ScriptedServer.ts"
import { layerTestServices, startServer } from "../../../support/TestServer.ts"
import { problemIn, send } from "../../../support/Wire.ts"

const text = [
  "The harbour of Ostvik froze in the winter of 1709. Ships could not leave for eleven weeks.",
  "Captain Ames kept a diary through the frost. He wrote that bread cost four shillings a loaf."
].join("\n\n")
const question = "When did the harbour of Ostvik freeze?"
const frozen = "The harbour of Ostvik froze in 1709 [1]. Ships could not leave for eleven weeks [1]."

/** A server with a model that does as it is told, and an admin with a document that was read. */
const makeTown = Effect.gen(function* () {
  const model = yield* ScriptedOpenAi.make
  const { baseUrl, context } = yield* startServer({
    LLM_PROVIDER: "openai",
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: "sk-good",
    OPENAI_MODEL: "test-model",
    EMBEDDING_PROVIDER: "hashed",
    LLM_MAX_RETRIES: "0"
  })
  const ada = yield* visitor(baseUrl)
  const { accessToken } = yield* ada.signUp("ada@example.org")
  const { body: document } = yield* ada.api.documents.add({
    headers: {},
    payload: { title: "The Frost", content: text }
  })
  yield* ada.api.jobs.list({ query: { limit: 50, relatedId: document.id } }).pipe(
    Effect.filterOrFail(({ items }) => items.length > 0 && items.every(({ status }) => status === "completed")),
    Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "60 seconds" })))
  )
  return { ada, accessToken, baseUrl, document, model, sql: Context.get(context, SqlClient.SqlClient) }
})

class Town extends Context.Service<Town, Effect.Success<typeof makeTown>>()("test/answers/Town") {
  static readonly layer = Layer.effect(Town, makeTown).pipe(Layer.provideMerge(layerTestServices))
}

/** A stream whose end waits until it is told. */
const slowly = (beginning: string, end: string) => {
  let finish = () => {}
  const behaviour: Behaviour = (response) => {
    const chunk = (content: string, reason: string | null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: reason }] })}\n\n`
    response.writeHead(200, { "content-type": "text/event-stream" })
    response.write(chunk(beginning, null))
    finish = () => response.end(`${chunk(end, null)}${chunk("", "stop")}data: [DONE]\n\n`)
  }
  return { behaviour, finish: () => finish() }
}

interface Following {
  readonly status: () => number
  readonly headers: () => Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly text: () => string
  readonly ended: () => boolean
  readonly leave: () => void
}

/** Reads events as a browser does, until it leaves. */
const follow = (
  baseUrl: string,
  options: { method?: string; path: string; headers: Record<string, string>; body?: string }
) => {
  const { hostname, port } = new URL(baseUrl)
  let status = 0
  let headers: ReturnType<Following["headers"]> = {}
  let text = ""
  let ended = false
  const { body, ...rest } = options
  const sent = request({ hostname, port, agent: false, ...rest }, (response) => {
    status = response.statusCode ?? 0
    headers = response.headers
    response.on("data", (chunk: Buffer) => (text += chunk.toString()))
    response.on("end", () => (ended = true))
    response.on("error", () => {})
  })
  sent.on("error", () => {})
  sent.end(body)
  const following: Following = {
    status: () => status,
    headers: () => headers,
    text: () => text,
    ended: () => ended,
    leave: () => void sent.destroy()
  }
  return following
}

/** Without the signs of life between events. */
const told = (text: string) => text.replace(/^: .*\n\n/gm, "")
const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
const eventsIn = (text: string) => [...text.matchAll(/^event: (\w+)$/gm)].map(([, event]) => event)

layer(Town.layer, { excludeTestServices: true, timeout: "90 seconds" })("asking over HTTP", (it) => {
  it.effect(
    "an answer comes as events that nobody on the way may keep, and goes on where a lost connection broke it off",
    () =>
      Effect.gen(function* () {
        const { accessToken, baseUrl, model } = yield* Town
        const headers = { authorization: `Bearer ${accessToken}`, accept: "text/event-stream" }
        const slow = slowly("The harbour of Ostvik froze in 1709 [1]. Ships ", "could not leave for eleven weeks [1].")
        model.script(slow.behaviour)
        const first = follow(baseUrl, {
          method: "POST",
          path: "/api/v1/qa",
          headers: { ...headers, "content-type": "application/json" },
          body: JSON.stringify({ question })
        })
        yield* until(() => eventsIn(first.text()).includes("delta"))
        assert.deepInclude(first.headers(), {
          "content-type": "text/event-stream",
          "cache-control": "no-store, no-transform",
          "x-accel-buffering": "no"
        })
        first.leave()
        assert.deepStrictEqual(eventsIn(first.text()), ["started", "citation", "delta"])
        const id = /"id":"([0-9a-f-]{36})"/.exec(first.text())?.[1]

        const path = `/api/v1/qa/${id}`
        const second = follow(baseUrl, {
          path,
          headers: { ...headers, "last-event-id": String(idsIn(first.text()).at(-1)) }
        })
        yield* until(() => second.status() === 200)
        slow.finish()
        yield* until(second.ended)
        assert.deepStrictEqual(eventsIn(second.text()).at(-1), "done")
        const ids = [...idsIn(first.text()), ...idsIn(second.text())]
        assert.deepStrictEqual(
          ids,
          Array.from(ids, (_, at) => at + 1),
          "each event came once"
        )
        assert.isFalse(model.asked().at(-1)?.closedEarly)

        const whole = yield* send(baseUrl, { path, headers })
        assert.deepStrictEqual(idsIn(whole.text), ids)
        assert.strictEqual(told(whole.text), `${told(first.text())}${told(second.text())}`)
        const json = yield* send(baseUrl, { path, headers: { authorization: headers.authorization } })
        assert.deepInclude(JSON.parse(json.text), {
          id,
          status: "complete",
          question,
          known: true,
          model: "test-model"
        })
        const wrong = yield* send(baseUrl, { path, headers: { ...headers, "last-event-id": "soon" } })
        assert.deepInclude(problemIn(wrong.text), { status: 422, code: "VALIDATION_FAILED" })
      }).pipe(Effect.scoped)
  )

  it.effect("whoever leaves for good is not answered any further: the model's connection is closed", () =>
    Effect.gen(function* () {
      const { accessToken, ada, baseUrl, model } = yield* Town
      const before = model.asked().length
      model.script(slowly("The harbour of Ostvik froze in 1709 [1]. Ships ", "").behaviour)
      const headers = {
        authorization: `Bearer ${accessToken}`,
        accept: "text/event-stream",
        "content-type": "application/json"
      }
      const left = follow(baseUrl, { method: "POST", path: "/api/v1/qa", headers, body: JSON.stringify({ question }) })
      yield* until(() => eventsIn(left.text()).includes("delta"))
      left.leave()
      yield* until(() => model.asked()[before]?.closedEarly === true)
      const [latest] = yield* ada.api.qa.list({ query: { limit: 1 } }).pipe(
        Effect.map(({ items }) => items),
        Effect.repeat({ until: ([item]) => item?.status !== "running" })
      )
      assert.strictEqual(latest?.status, "cancelled")
    }).pipe(Effect.scoped)
  )

  it.effect("a repeated call under the same key is answered as the first, and paid once", () =>
    Effect.gen(function* () {
      const { accessToken, baseUrl, model } = yield* Town
      const before = model.asked().length
      model.script(OpenAiAnswers.sse(frozen))
      const ask = (body: object) =>
        send(baseUrl, {
          method: "POST",
          path: "/api/v1/qa",
          headers: {
            authorization: `Bearer ${accessToken}`,
            "content-type": "application/json",
            "idempotency-key": "ostvik"
          },
          body: JSON.stringify(body)
        })
      const first = yield* ask({ question })
      assert.strictEqual(first.status, 200, first.text)
      const again = yield* ask({ question })
      assert.deepStrictEqual([again.text, again.headers["idempotent-replayed"]], [first.text, "true"])
      assert.strictEqual(model.asked().length, before + 1)
      assert.deepInclude(problemIn((yield* ask({ question: "Why?" })).text), {
        code: "IDEMPOTENCY_KEY_REUSED",
        status: 409
      })
    })
  )

  it.effect("what cannot be asked is refused field by field, and nobody sees what another asked", () =>
    Effect.gen(function* () {
      const { accessToken, ada, baseUrl, model } = yield* Town
      const ask = (body: object) =>
        send(baseUrl, {
          method: "POST",
          path: "/api/v1/qa",
          headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
          body: JSON.stringify(body)
        })
      const ids = Array.from({ length: 51 }, () => "0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10")
      const refusals = yield* Effect.forEach(
        [
          { question: "x".repeat(2_001) },
          { question: " \u200b " },
          { question, bookIds: ids },
          { question, bookIds: ["one"] },
          { question, model: "gpt" },
          { question: "Why?\u0000" }
        ],
        ask
      )
      assert.deepStrictEqual(
        refusals.map(({ status, text }) => [status, /"pointer":"([^"]*)"/.exec(text)?.[1]]),
        [
          [422, "/question"],
          [422, "/question"],
          [422, "/bookIds"],
          [422, "/bookIds/0"],
          [422, "/model"],
          [422, "/question"]
        ]
      )
      const missing = yield* ask({ question, bookIds: [ids[0]] })
      assert.deepInclude(JSON.parse(missing.text), { status: 404, code: "SOURCE_NOT_FOUND", sourceId: ids[0] })
      const astray = yield* ask({ question, conversationId: ids[0] })
      assert.deepInclude(JSON.parse(astray.text), { status: 404, code: "CONVERSATION_NOT_FOUND" })

      model.script(OpenAiAnswers.sse(frozen))
      const answer = yield* ada.api.qa.ask({ headers: {}, payload: { question } })
      if (Stream.isStream(answer)) return assert.fail("JSON was asked for")
      const bob = yield* visitor(baseUrl)
      const session = yield* bob.signUp("bob@example.org")
      const theirs = yield* send(baseUrl, {
        path: `/api/v1/qa/${answer.id}`,
        headers: { authorization: `Bearer ${session.accessToken}`, accept: "text/event-stream" }
      })
      assert.deepInclude(problemIn(theirs.text), { status: 404, code: "ANSWER_NOT_FOUND" })
      assert.strictEqual((yield* bob.api.qa.list({ query: { limit: 10 } })).total, 0)
    })
  )

  it.effect(
    "an admin sets a budget and sees it used; over it questions and jobs get on without the model, and go on later",
    () =>
      Effect.gen(function* () {
        const { ada, model, sql } = yield* Town
        const used = yield* ada.api.usage.get({})
        assert.isAbove(used.inputTokens, 0)
        assert.isNull(used.tokensLeft)
        const { policy } = yield* ada.api.organization.update({ payload: { policy: { tokenBudgetPerMonth: 1 } } })
        assert.strictEqual(policy.tokenBudgetPerMonth, 1)
        assert.strictEqual((yield* ada.api.usage.get({})).tokensLeft, 0)

        const before = model.asked().length
        const over = yield* ada.api.qa.ask({ headers: {}, payload: { question } })
        if (Stream.isStream(over)) return assert.fail("JSON was asked for")
        assert.deepInclude(over, { model: "extractive", budgetExceeded: true, known: true, status: "complete" })

        // The summary of a book waits for the budget, and loses no attempt by it.
        const book = yield* ada.upload("The Frost", { name: "frost.txt", bytes: text })
        const waiting = yield* ada.api.jobs
          .list({ query: { limit: 10, relatedId: book.id, type: "intelligence.summarize-book" } })
          .pipe(
            Effect.map(({ items: [job] }) => job),
            Effect.filterOrFail((job) => job?.error?.code === "BUDGET_EXCEEDED"),
            Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "40 seconds" })))
          )
        assert.deepStrictEqual([waiting?.status, waiting?.attempts], ["pending", 0])
        assert.strictEqual(model.asked().length, before, "the model was not asked")

        yield* ada.api.organization.update({ payload: { policy: { tokenBudgetPerMonth: null } } })
        model.script(
          OpenAiAnswers.sse("The harbour froze."),
          OpenAiAnswers.json('{"tags":["frost","harbour","ships"]}'),
          OpenAiAnswers.json('{"tags":["frost","harbour","ships"]}')
        )
        yield* sql`UPDATE jobs SET run_at = now() WHERE id = ${waiting?.id}`
        assert.strictEqual((yield* ada.summaryOf(book.id)).text, "The harbour froze.")
        assert.include(
          (yield* ada.api.usage.get({})).items.map(({ purpose }) => purpose),
          "summarize"
        )
        const reader = yield* visitor((yield* Town).baseUrl)
        yield* reader.signUp("carl@example.org")
        assert.strictEqual((yield* Effect.flip(reader.api.usage.get({})))._tag, "Forbidden")
      })
  )

  it.effect("what somebody asked is theirs to take away, and goes with them", () =>
    Effect.gen(function* () {
      const { baseUrl, model, sql } = yield* Town
      const dora = yield* visitor(baseUrl)
      const { user } = yield* dora.signUp("dora@example.org")
      model.script(OpenAiAnswers.sse(frozen))
      yield* dora.api.qa.ask({ headers: {}, payload: { question } })
      const { data } = yield* dora.api.profile.export({})
      const kept = data["answers"] ?? []
      assert.strictEqual(kept.length, 1)
      assert.include(JSON.stringify(kept), question)
      yield* sql`DELETE FROM users WHERE id = ${user.id}`
      assert.deepStrictEqual(yield* sql`SELECT id FROM qa_answers WHERE user_id = ${user.id}`, [])
    })
  )
})
