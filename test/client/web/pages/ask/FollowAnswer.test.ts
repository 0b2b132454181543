import { assert, describe, it } from "@effect/vitest"
import { AnswerId, ConversationId } from "#contract/intelligence/Answer.ts"
import type { AnswerEvent } from "#contract/intelligence/AnswerEvent.ts"
import { Failure } from "../../../../../src/client/web/connection/Failure.ts"
import { type AnswerSource, followAnswer } from "../../../../../src/client/web/pages/ask/FollowAnswer.ts"
import { begun, type Turn } from "../../../../../src/client/web/pages/ask/Turn.ts"

const id = AnswerId.make("0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10")
const conversationId = ConversationId.make("0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a11")
const started: AnswerEvent = { id: "1", event: "started", data: { id, conversationId } }
const sentence = (number: number, text: string): AnswerEvent => ({
  id: String(number + 2),
  event: "delta",
  data: { text, sentence: number, citations: [], supported: true }
})
const failed: AnswerEvent = { id: "9", event: "failed", data: { code: "LLM_DOWN", title: "Down", status: 503 } }

/** A connection that tells these events and then breaks, or ends. */
type Heard = readonly [events: ReadonlyArray<AnswerEvent>, error?: unknown]

const refusal = (code: string, status: number) => ({ code, status, title: code })

/** Follows an answer that comes over the given connections, one after the other. */
const followed = async (heard: ReadonlyArray<Heard>, turn: Turn = begun({ question: "When?" })) => {
  const calls: Array<string> = []
  const states: Array<Turn> = []
  const over = async ([events, error]: Heard, hear: (event: AnswerEvent) => void) => {
    for (const event of events) hear(event)
    if (error !== undefined) throw error
  }
  const source: AnswerSource = {
    ask: (_, hear) => {
      calls.push("ask")
      return over(heard[calls.length - 1] ?? [[]], hear)
    },
    goOn: (_, lastEventId, hear) => {
      calls.push(`after ${lastEventId}`)
      return over(heard[calls.length - 1] ?? [[]], hear)
    },
    pause: async () => undefined
  }
  await followAnswer(turn, source, (state) => states.push(state))
  return { calls, states, last: states.at(-1) ?? turn }
}

const lost = Failure.own("NO_ANSWER", "cut")

describe("an answer that is followed", () => {
  it("goes on after the last event heard when the connection breaks or ends too early, and says so meanwhile", async () => {
    const { calls, last, states } = await followed([
      [[started, sentence(0, "One. ")], lost],
      [[sentence(1, "Two. ")]],
      [[sentence(2, "Three."), failed]]
    ])
    assert.deepStrictEqual(calls, ["ask", "after 2", "after 3"])
    assert.deepStrictEqual(
      last.sentences.map(({ text }) => text),
      ["One. ", "Two. ", "Three."]
    )
    assert.deepStrictEqual([last.status, last.id, last.error], ["failed", id, failed.data])
    assert.strictEqual(states.filter(({ status }) => status === "waiting").length, 2)
  })

  it("is not asked for a second time where nothing of it came", async () => {
    const { calls, last } = await followed([[[], lost]])
    assert.deepStrictEqual(calls, ["ask"])
    assert.deepStrictEqual([last.status, last.error], ["failed", lost])
  })

  it("is given up where the library says it is gone", async () => {
    const { calls, last } = await followed([
      [[started], lost],
      [[], refusal("ANSWER_NOT_FOUND", 404)]
    ])
    assert.deepStrictEqual(calls, ["ask", "after 1"])
    assert.strictEqual(last.error instanceof Failure ? last.error.code : undefined, "ANSWER_NOT_FOUND")
  })

  it("is given up after some time in which nothing comes", async () => {
    const { calls, last } = await followed([[[started], lost], ...Array.from({ length: 9 }, (): Heard => [[], lost])])
    assert.deepStrictEqual([calls.length, last.status], [7, "failed"])
  })

  it("changes no more once it was stopped", async () => {
    const turn = begun({ question: "When?" })
    turn.stop.abort()
    const { calls, states } = await followed([[[started, sentence(0, "One.")], lost]], turn)
    assert.deepStrictEqual([calls, states], [["ask"], []])
  })
})
