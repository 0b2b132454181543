import { assert, describe, it } from "@effect/vitest"
import { planLexical } from "#features/intelligence/retrieval/LexicalPlan.ts"

const words = (...terms: ReadonlyArray<string>) => terms.map((term) => ({ variants: [term], weight: 1 }))

const library = (chunks: number, terms: Readonly<Record<string, number>>) => ({
  chunks,
  terms: new Map(Object.entries(terms))
})

describe("the words that a large library is searched for", () => {
  it("are none where the library has none of them", () => {
    assert.isUndefined(planLexical(words("whale", "ship"), library(10, { harpoon: 3 }), 3_000))
    assert.isUndefined(planLexical([], library(10, { harpoon: 3 }), 3_000))
  })

  it("are all of them where the library is small", () => {
    const plan = planLexical(words("whale", "ship", "sea"), library(2_000, { whale: 5, sea: 1_900 }), 3_000)
    assert.strictEqual(plan?.candidates, "(('whale') | ('sea'))")
  })

  it("are rare ones alone, and common ones only together", () => {
    const vocabulary = library(1_000_000, { whale: 900, ship: 2_000, sea: 20_000, captain: 15_000, day: 400_000 })
    const plan = planLexical(words("whale", "day", "ship", "sea", "captain"), vocabulary, 4_000)
    assert.strictEqual(plan?.candidates, "(('whale') | ('ship') | (('captain') & ('sea')))")
    assert.deepStrictEqual(
      plan?.terms.map(({ variants }) => variants[0]),
      ["'whale'", "'ship'", "'captain'", "'sea'", "'day'"]
    )
  })

  it("are all common ones together where even pairs of them are everywhere", () => {
    const plan = planLexical(words("day", "night"), library(1_000_000, { day: 400_000, night: 300_000 }), 3_000)
    assert.strictEqual(plan?.candidates, "('night') & ('day')")
  })

  it("are each looked for in every way it is written, and never more than a statement bears", () => {
    const variants = [{ variants: ["möv", "mov", "unseen"], weight: 1 }]
    const plan = planLexical(variants, library(100, { möv: 2, mov: 1 }), 3_000)
    assert.strictEqual(plan?.candidates, "(('möv' | 'mov'))")
    const many = Array.from({ length: 500 }, (_, at) => `w${at}`)
    const long = planLexical(words(...many), library(9_000, Object.fromEntries(many.map((word) => [word, 5]))), 3_000)
    assert.strictEqual(long?.terms.length, 24)
  })

  it("cannot be operators", () => {
    const hostile = ["o'clock", "a\\b", "x & !y:*"]
    const plan = planLexical(words(...hostile), library(9, Object.fromEntries(hostile.map((term) => [term, 1]))), 3_000)
    assert.strictEqual(plan?.candidates, "(('o''clock') | ('a\\\\b') | ('x & !y:*'))")
  })
})
