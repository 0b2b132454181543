import { assert, describe, it } from "@effect/vitest"
import { bestQuote } from "#platform/answers/BestQuote.ts"
import { verifyCitation } from "#platform/answers/VerifyCitation.ts"

const chunk =
  "In 1838 Alan Stevenson began the lighthouse of Skerryvore, twelve miles off Tiree. Thomas Smith had not seen the " +
  'reef. More than 150 men cut 1,200 blocks of granite, and they "worked by candle-light". The tower is 48 metres ' +
  "high. The light was first lit on 1 February 1844. It cost almost £90,000."

const check = (sentence: string, quote: string) => verifyCitation(sentence, quote, chunk, "en")
const holds = (sentence: string) => {
  const quote = bestQuote(sentence, chunk, "en")
  return quote !== null && check(sentence, chunk.slice(quote.start, quote.end)).verified
}

describe("a quote", () => {
  it("is found whatever its white space, case, quotes, dashes, ligatures and soft hyphens", () => {
    for (const quote of [
      "The tower is 48 metres high.",
      "the  TOWER is\n48 metres\u00a0high",
      "they “worked by candle–light”",
      "The light was ﬁrst lit on 1 Febru\u00adary 1844"
    ]) {
      const { quoteFound } = check("The tower is high.", quote)
      assert.isNotNull(quoteFound, quote)
    }
    const { quoteFound } = check("The tower is 48 metres high.", "the tower IS 48 metres high")
    assert.strictEqual(chunk.slice(quoteFound?.start, quoteFound?.end), "The tower is 48 metres high")
  })

  it("is found where a line break cut a word", () => {
    const { quoteFound } = verifyCitation(
      "The lighthouse stands.",
      "The lighthouse stands",
      "The light-\nhouse stands.",
      "en"
    )
    assert.deepStrictEqual(quoteFound, { start: 0, end: 23 })
  })

  it("is not found when a word or number is another or only part of one", () => {
    for (const quote of [
      "The tower is 49 metres high",
      "The tower is high",
      "200 blocks of granite",
      "ower is 48",
      "",
      "…"
    ]) {
      assert.isNull(check("The tower is 48 metres high.", quote).quoteFound, quote)
    }
  })
})

describe("a sentence", () => {
  it("is verified when it says what its source says, in its words or in others", () => {
    for (const sentence of [
      "The tower is 48 metres high.",
      "Alan Stevenson began the lighthouse of Skerryvore in 1838.",
      "Stevenson began the Skerryvore lighthouse in 1838, 12 miles off Tiree.",
      "The light was first lit on February 1st, 1844.",
      "The light was first lit in 1844.",
      "More than 150 men cut 1200 blocks of granite."
    ]) {
      assert.isTrue(holds(sentence), sentence)
    }
  })

  it("is not verified with another number, year, date or unit", () => {
    for (const sentence of [
      "The tower is 84 metres high.",
      "Alan Stevenson began the lighthouse of Skerryvore in 1839.",
      "The light was first lit on 2 February 1844.",
      "The light was first lit on 1 March 1844.",
      "The tower is 48 feet high.",
      "More than 150 men cut 12,000 blocks of granite.",
      "In 1838 Alan Stevenson began the lighthouse of Skerryvore, thirteen miles off Tiree."
    ]) {
      assert.isFalse(holds(sentence), sentence)
    }
  })

  it("is not verified with another name, even one of the same text", () => {
    assert.isFalse(holds("In 1838 Thomas Smith began the lighthouse of Skerryvore, twelve miles off Tiree."))
    assert.isFalse(holds("In 1838 Robert Burns began the lighthouse of Skerryvore, twelve miles off Tiree."))
    assert.deepStrictEqual(check("In 1838 Robert Burns began it.", "In 1838").unknownNames, ["Robert Burns"])
  })

  it("is not verified when it denies what is said or says what is denied", () => {
    assert.isFalse(holds("Thomas Smith had seen the reef."))
    assert.isFalse(holds("The tower is not 48 metres high."))
    assert.isFalse(holds("Alan Stevenson never began the lighthouse of Skerryvore."))
  })

  it("is not verified when a word is lost that it is not the same without", () => {
    assert.isFalse(holds("It cost £90,000."))
    assert.isTrue(holds("It cost almost £90,000."))
  })

  it("tells which numbers its source does not have", () => {
    const { support, unknownNumbers } = check(
      "The tower is 48 metres high and has 151 steps.",
      "The tower is 48 metres high"
    )
    assert.deepStrictEqual(unknownNumbers, ["151"])
    assert.isBelow(support, 1)
  })

  it("is not verified by a quote that has nothing to do with it", () => {
    assert.isFalse(check("The tower is 48 metres high.", "Thomas Smith had not seen the reef").verified)
  })

  it("is read as its language writes numbers and dates", () => {
    const german = "Am 3. Mai 1998 kamen 1.200 Leute nach Wien. Die Karte kostete 12,50 Euro."
    const verified = (sentence: string) => {
      const quote = bestQuote(sentence, german, "de")
      return quote !== null && verifyCitation(sentence, german.slice(quote.start, quote.end), german, "de").verified
    }
    assert.isTrue(verified("Am 3. Mai 1998 kamen 1200 Leute nach Wien."))
    assert.isFalse(verified("Am 3. Mai 1998 kamen 1,2 Leute nach Wien."))
    assert.isFalse(verified("Am 4. Mai 1998 kamen 1.200 Leute nach Wien."))
    assert.isFalse(verified("Am 3. Mai 1998 kamen 1.200 Leute nicht nach Wien."))
  })
})
