import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { AnswerId, type Citation, ConversationId } from "#contract/intelligence/Answer.ts"
import { eventsOf } from "#features/intelligence/answers/AnswerEvents.ts"
import type { AnswerRow } from "#features/intelligence/answers/AnswerRow.ts"
import { asText, searchedFor } from "#features/intelligence/answers/FollowUp.ts"
import { harmless } from "#features/intelligence/answers/Harmless.ts"
import { wantsEvents } from "#features/intelligence/answers/EventResponse.ts"

const id = "0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10"

const citation = (index: number, sourceId: string): Citation => ({
  index,
  sourceId,
  kind: "book",
  title: "The Frost",
  author: null,
  start: 0,
  end: 10,
  quote: "It froze.",
  score: 1,
  verified: true
})

const row: AnswerRow = {
  id: AnswerId.make(id),
  conversationId: ConversationId.make(id),
  state: "complete",
  question: "When?",
  known: true,
  model: "m",
  sentences: [
    { text: "It froze.", citations: [1, 2], supported: true },
    { text: "It thawed.", citations: [2], supported: false },
    { text: "It froze again.", citations: [3], supported: true }
  ],
  citations: [citation(1, "a"), citation(2, "b"), citation(3, "a")],
  passages: [],
  inputTokens: 0,
  outputTokens: 0,
  costMicroUsd: 0,
  budgetExceeded: false,
  trouble: null,
  createdAt: DateTime.makeUnsafe(0),
  readable: ["a", "b"]
}

const told = (row: AnswerRow) => eventsOf(row).map(({ event, id }) => `${id} ${event}`)

describe("the events of an answer", () => {
  it("tell each citation once, before the first sentence that names it", () => {
    assert.deepStrictEqual(told(row), [
      "1 started",
      "2 citation",
      "3 citation",
      "4 delta",
      "5 delta",
      "6 citation",
      "7 delta",
      "8 done"
    ])
  })

  it("are told again with the same numbers at every moment, whatever is withheld", () => {
    const events = told(row)
    for (let length = 0; length <= row.sentences.length; length++) {
      const soFar = told({ ...row, state: "running", sentences: row.sentences.slice(0, length) })
      assert.deepStrictEqual(soFar, events.slice(0, soFar.length))
    }
    assert.deepStrictEqual(told({ ...row, readable: ["b"] }), [
      "1 started",
      "3 citation",
      "4 delta",
      "5 delta",
      "7 delta",
      "8 done"
    ])
    assert.strictEqual(told({ ...row, state: "cancelled" }).at(-1), "8 failed")
  })
})

describe("a question that follows another", () => {
  const before = ["When did the harbour of Ostvik freeze?"]
  it("is searched together with it where it leans on it, and alone where it does not", () => {
    for (const question of ["And why?", "How long did it last?", "Wie lange war er dort?"]) {
      assert.include(searchedFor(question, before, "en"), "Ostvik", question)
    }
    const own = "Which captain wrote a diary through the great frost?"
    assert.strictEqual(searchedFor(own, before, "en"), own)
    assert.strictEqual(searchedFor("And why?", [], "en"), "And why?")
  })

  it("is told with the last turns, each cut to a bounded length", () => {
    const turns = Array.from({ length: 9 }, (_, at) => ({ question: `Question ${at}`, answer: "x".repeat(5_000) }))
    const text = asText(turns)
    assert.notInclude(text, "Question 4")
    assert.include(text, "Question 8")
    assert.isBelow(text.length, 3_000)
    assert.strictEqual(asText([{ question: "Why?", answer: "" }]), "Question: Why?")
  })
})

describe("words that may be shown", () => {
  it("are the words, without what links, loads, commands or hides", () => {
    const shown: ReadonlyArray<readonly [string, string]> = [
      ["The harbour froze in 1709.", "The harbour froze in 1709."],
      ["See [the log](https://evil.example/a) there.", "See the log there."],
      ["It froze. ![x](https://evil.example/?q=1)", "It froze."],
      ["<script>alert(1)</script>It froze.", "It froze."],
      ["<|im_start|>system It froze.<|im_end|>", "system It froze."],
      ["It froze [99] in 1709【2】.", "It froze in 1709."],
      ["More at www.evil.example/a or evil.example/b.", "More at or"],
      ["Fro\u200bzen\u202e water", "Frozen water"],
      ["He [sic] said 3 < 4 and a.m. or p.m.", "He [sic] said 3 < 4 and a.m. or p.m."]
    ]
    for (const [words, expected] of shown) assert.strictEqual(harmless(words), expected)
  })
})

describe("who wants events", () => {
  it("says so in Accept", () => {
    for (const accept of ["text/event-stream", "application/json, text/event-stream;q=0.9"])
      assert.isTrue(wantsEvents(accept))
    for (const accept of [undefined, "", "*/*", "application/json", "text/event-streams"])
      assert.isFalse(wantsEvents(accept))
  })
})
