import { assert, describe, it } from "@effect/vitest"
import type { Candidate, Found } from "#platform/retrieval/Candidate.ts"
import { countTokens } from "#platform/llm/TokenEstimate.ts"
import { rerank } from "#platform/retrieval/Rerank.ts"

const candidate = (sourceId: string, ordinal: number, body: string, heading = ""): Candidate => ({
  id: `${sourceId}${ordinal}`,
  sourceId,
  ordinal,
  start: ordinal * 1_000,
  end: ordinal * 1_000 + body.length,
  heading,
  body,
  language: "en",
  tokens: countTokens(body)
})

const found = (question: string, candidates: ReadonlyArray<Candidate>, more: Partial<Found> = {}): Found => ({
  question,
  languages: ["en"],
  candidates,
  neighbours: [],
  rarity: new Map(),
  ...more
})

const order = (of: Found) => rerank(of).map(({ candidate }) => candidate.id)

describe("Candidates that are read again", () => {
  it("come first that have more of the question's words, the rare ones before all", () => {
    const candidates = [
      candidate("a", 0, "The ship left the harbour at dawn."),
      candidate("b", 0, "The ship met a whale in the harbour."),
      candidate("c", 0, "A whale was seen.")
    ]
    const rarity = new Map([
      ["ship", 1],
      ["harbour", 1],
      ["whale", 3]
    ])
    assert.deepStrictEqual(order(found("ship, whale, harbour", candidates, { rarity })), ["b0", "c0", "a0"])
  })

  it("are not better for saying one word over and over", () => {
    const candidates = [
      candidate("a", 0, "Whale, whale, whale, whale: a whale is a whale is a whale."),
      candidate("b", 0, "The whale sank the ship.")
    ]
    assert.deepStrictEqual(order(found("Which whale sank a ship?", candidates)), ["b0", "a0"])
  })

  it("are better for words that stand close together", () => {
    const filler =
      "Nobody spoke while evening came slowly over grey quiet water and lamps were lit along northern piers. "
    const candidates = [
      candidate("a", 0, `The captain slept. ${filler.repeat(4)} The mutiny failed.`),
      candidate("b", 0, `The captain's mutiny failed. ${filler.repeat(4)} Somebody slept.`)
    ]
    assert.deepStrictEqual(order(found("Whose mutiny, captain?", candidates)), ["b0", "a0"])
  })

  it("are helped by what stands near them in their source, the nearer the more", () => {
    const says = "He was born in Nantucket."
    const candidates = [
      candidate("a", 5, says),
      candidate("b", 5, says),
      candidate("c", 5, says),
      candidate("d", 5, says)
    ]
    const near = (sourceId: string, ordinal: number) => ({ sourceId, ordinal, terms: ["ahab"] })
    const neighbours = [near("b", 3), near("c", 4), near("d", 9)]
    assert.deepStrictEqual(order(found("Where was Ahab born?", candidates, { neighbours })), ["c5", "b5", "a5", "d5"])
  })

  it("are helped by each other, and by the headings that they stand under", () => {
    const candidates = [
      candidate("a", 0, "He was born in Nantucket."),
      candidate("b", 1, "He was born in Nantucket."),
      candidate("b", 0, "Ahab was a captain."),
      candidate("c", 0, "He was born in Nantucket.", "Moby-Dick > Ahab")
    ]
    assert.deepStrictEqual(order(found("Where was Ahab born?", candidates)).slice(0, 2), ["c0", "b1"])
  })

  it("are found by a word that the question spells in another way", () => {
    const candidates = [
      candidate("a", 0, "Blood pressure is measured daily."),
      candidate("b", 0, "Blood poisoning is called septicaemia.")
    ]
    assert.deepStrictEqual(order(found("septicemia blood", candidates)), ["b0", "a0"])
    const numbers = [candidate("a", 0, "It was in 1851."), candidate("b", 0, "It was in 18511.")]
    assert.deepStrictEqual(
      rerank(found("1852", numbers)).map(({ score }) => score),
      [0, 0]
    )
  })

  it("are read in their own language", () => {
    const german = { ...candidate("a", 0, "Die Bibliotheken öffnen früh."), language: "de" as const }
    const [first] = rerank(
      found("Bibliothek", [candidate("b", 0, "Nothing of it."), german], { languages: ["en", "de"] })
    )
    assert.strictEqual(first?.candidate.id, "a0")
    assert.isAbove(first?.score ?? 0, 0.5)
  })

  it("have shares of the question as scores, and stay as they were where it asks nothing", () => {
    const candidates = [candidate("a", 0, "The whale sank the ship."), candidate("b", 0, "A storm.")]
    const [best, none] = rerank(found("Which whale sank a ship?", candidates))
    assert.isTrue((best?.score ?? 0) > 0.8 && (best?.score ?? 0) < 1.3)
    assert.strictEqual(none?.score, 0)
    assert.deepStrictEqual(order(found("Who?", candidates)), ["a0", "b0"])
    assert.deepStrictEqual(rerank(found("Which whale?", [])), [])
  })

  it("are ordered by words and by meaning alike where a model knows the meaning", () => {
    const candidates = [
      candidate("a", 0, "The whale sank the ship."),
      candidate("b", 0, "A whale."),
      candidate("c", 0, "The leviathan destroyed a vessel.")
    ]
    const byMeaning = ["c0", "a0", "elsewhere", "b0"]
    const ranked = rerank(found("Which whale sank a ship?", candidates, { byMeaning }))
    assert.deepStrictEqual(
      ranked.map(({ candidate }) => candidate.id),
      ["a0", "c0", "b0"]
    )
    assert.strictEqual(ranked[0]?.score, 1)
  })
})
