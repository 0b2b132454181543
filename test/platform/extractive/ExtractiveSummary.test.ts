import { assert, describe, it } from "@effect/vitest"
import { summarise } from "#platform/extractive/ExtractiveSummary.ts"
import { readable } from "#platform/extractive/Sentences.ts"
import { countWords } from "#platform/extractive/Terms.ts"
import { book, essay } from "./Texts.ts"

describe("A summary", () => {
  it("says what the essay announces and concludes, not its asides", () => {
    const { language, text } = summarise(essay, { maxWords: 60 })
    assert.strictEqual(language, "en")
    assert.include(text, "In this essay we show that small libraries")
    assert.notInclude(text, "thank")
    assert.notInclude(text, "For example")
  })

  it("is made of whole sentences that stand in the source where it says, in order, scored from 0 to 1", () => {
    const { sentences, text } = summarise(essay, { maxSentences: 4 })
    assert.lengthOf(sentences, 4)
    let end = 0
    for (const sentence of sentences) {
      assert.strictEqual(readable(essay.slice(sentence.start, sentence.end)), sentence.text)
      assert.isAtLeast(sentence.start, end)
      assert.isTrue(sentence.score >= 0 && sentence.score <= 1)
      end = sentence.end
    }
    assert.strictEqual(text, sentences.map((sentence) => sentence.text).join(" "))
  })

  it("keeps to every budget of words, however small", () => {
    for (const maxWords of [0, 1, 3, 10, 25, 60, 150]) {
      const { text } = summarise(essay, { maxWords })
      assert.isAtMost(countWords(text), maxWords)
      assert.strictEqual(text === "", maxWords === 0)
    }
    assert.isAtMost(countWords(summarise(essay).text), 120)
    assert.lengthOf(summarise(essay, { maxWords: 30, maxSentences: 1 }).sentences, 1)
  })

  it("is the same every time", () => {
    assert.deepStrictEqual(summarise(essay), summarise(essay))
    const long = book(8)
    assert.deepStrictEqual(summarise(long), summarise(long))
  })

  it("answers the question when there is one", () => {
    const { text } = summarise(essay, { maxSentences: 1, query: "How much does a boat cost?" })
    assert.include(text, "boat")
  })

  it("does not say the same thing twice", () => {
    const twice = "The harbour froze in January and no ship could leave before the thaw. ".repeat(6)
    assert.lengthOf(summarise(`${twice}The mayor ordered bread from the villages inland.`).sentences, 2)
  })

  it("of a text with one sentence is that sentence", () => {
    const one = "The harbour froze in January and no ship could leave."
    assert.strictEqual(summarise(one).text, one)
    assert.strictEqual(summarise("Hello").text, "Hello")
  })

  it("of a text without words is empty", () => {
    for (const text of ["", "  \n\n ", "--- *** 。、!?"]) assert.deepStrictEqual(summarise(text).sentences, [])
  })

  it("of a text without punctuation is still a summary within the budget", () => {
    const { text } = summarise("ships sail over the northern sea with maps and bread ".repeat(400), { maxWords: 40 })
    assert.isTrue(countWords(text) > 0 && countWords(text) <= 40)
  })

  it("of a text in an unknown language still has the budget and the offsets right", () => {
    const text = "Смотритель маяка уже три недели не видел кораблей. Он ждал весны и писал письма домой каждый вечер."
    const [sentence] = summarise(text, { maxSentences: 1 }).sentences
    assert.strictEqual(text.slice(sentence?.start, sentence?.end), sentence?.text)
  })

  it("of a book of 600,000 characters comes within seconds and draws on the whole book", () => {
    const long = book(110)
    assert.isAbove(long.length, 600_000)
    const before = performance.now()
    const { sentences } = summarise(long, { maxWords: 200 })
    assert.isBelow(performance.now() - before, 20_000)
    const places = sentences.map(({ start }) => start / long.length)
    assert.isTrue(places.some((place) => place > 0.5) && places.some((place) => place < 0.5))
  })
})
