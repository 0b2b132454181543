import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { countTokens } from "#platform/llm/TokenEstimate.ts"
import type { Ranked } from "#platform/retrieval/Candidate.ts"
import { chunksOf } from "#platform/retrieval/Chunker.ts"
import { searchTerms } from "#platform/retrieval/SearchTerms.ts"
import { select } from "#platform/retrieval/Selection.ts"
import { sentences } from "../../support/Prose.ts"

const text = sentences(200).join(" ")

/** The chunks of a source, ranked by the scores that are given for their ordinals. */
const ranked = (sourceId: string, scores: Readonly<Record<number, number>>, of = text): ReadonlyArray<Ranked> =>
  chunksOf(of).flatMap(({ end, ordinal, start, tokens }): ReadonlyArray<Ranked> => {
    const score = scores[ordinal]
    const body = of.slice(start, end)
    if (score === undefined) return []
    const place = { id: `${sourceId}${ordinal}`, sourceId, ordinal, start, end }
    const candidate = { ...place, heading: "", body, language: "en" as const, tokens }
    return [{ candidate, score, terms: [...searchTerms(body, "en").keys()] }]
  })

const byScore = (all: ReadonlyArray<Ranked>) => all.toSorted((a, b) => b.score - a.score)

const idsOf = (all: ReadonlyArray<Ranked>, budget: number) =>
  select(byScore(all), budget).map(({ chunks }) => chunks.map(({ id }) => id))

/** Texts of the same length about different things. */
const other = (seed: number) => Array.from({ length: 40 }, (_, at) => `Word${seed}x${at} thing${seed}y${at}.`).join(" ")

describe("What is handed on", () => {
  it("is the best that fits into the tokens, the best first", () => {
    const all = [1, 2, 3, 4].flatMap((seed) => ranked(`s${seed}-`, { 0: 1 - seed / 10 }, other(seed)))
    assert.deepStrictEqual(idsOf(all, 650), [["s1-0"], ["s2-0"]])
    assert.deepStrictEqual(idsOf(all, 100), [])
    assert.deepStrictEqual(select([], 2_000), [])
  })

  it("joins neighbours to one passage", () => {
    const [first, second] = idsOf(ranked("a", { 2: 0.8, 9: 0.7, 3: 0.9 }), 2_000)
    assert.deepStrictEqual(first, ["a2", "a3"])
    assert.deepStrictEqual(second, ["a9"])
  })

  it("closes a gap between two that are chosen before it goes elsewhere", () => {
    const all = [...ranked("a", { 2: 0.9, 3: 0.5, 4: 0.9 }), ...ranked("b", { 0: 0.55 }, other(1))]
    assert.deepStrictEqual(idsOf(all, 900), [["a2", "a3", "a4"]])
  })

  it("does not say the same twice, nor nearly the same before something new", () => {
    const twice = [...ranked("a", { 0: 0.9 }, other(1)), ...ranked("b", { 0: 0.9 }, other(1))]
    assert.deepStrictEqual(idsOf(twice, 2_000), [["a0"]])
    const nearly = other(1).replaceAll("Word1x1 ", "Another ").replaceAll("thing1y2.", "different.")
    const all = [
      ...ranked("a", { 0: 0.9 }, other(1)),
      ...ranked("b", { 0: 0.88 }, nearly),
      ...ranked("c", { 0: 0.86 }, other(2))
    ]
    assert.deepStrictEqual(idsOf(all, 2_000).flat().slice(0, 1), ["a0"])
    assert.deepStrictEqual(idsOf(all, 550).flat(), ["a0", "c0"])
  })

  it("is not all of one source while others have something nearly as good", () => {
    const long = Array.from({ length: 30 }, (_, seed) => other(seed)).join("\n\n")
    const many = ranked("a", { 0: 0.9, 4: 0.9, 8: 0.9, 12: 0.9, 16: 0.9, 20: 0.9 }, long)
    const good = [...many, ...ranked("b", { 0: 0.85 }, other(50))]
    assert.include(idsOf(good, 1_500).flat(), "b0")
    const poor = [...many, ...ranked("b", { 0: 0.5 }, other(50))]
    assert.notInclude(idsOf(poor, 1_500).flat(), "b0")
  })

  it.prop(
    "never has more tokens than allowed, and no chunk twice",
    {
      scores: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 }))),
      budget: Schema.Literals([0, 299, 800, 2_000])
    },
    ({ budget, scores }) => {
      const choices = select(
        byScore(ranked("a", Object.fromEntries(scores.map((score, at) => [at, score / 9])))),
        budget
      )
      const tokens = choices.map(({ chunks }) => countTokens(text.slice(chunks[0]?.start, chunks.at(-1)?.end)))
      assert.isAtMost(
        tokens.reduce((sum, each) => sum + each, 0),
        budget
      )
      const ids = choices.flatMap(({ chunks }) => chunks.map(({ id }) => id))
      assert.strictEqual(new Set(ids).size, ids.length)
    },
    { arbitrary: { runs: 40 } }
  )
})
