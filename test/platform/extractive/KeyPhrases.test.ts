import { assert, describe, it } from "@effect/vitest"
import { keyPhrases, phraseCounter } from "#platform/extractive/KeyPhrases.ts"

const harbour = [
  "Miss Ward looked at the harbour wall. Behind the harbour wall lay the boats, and Miss Ward walked to the lighthouse.",
  "The keeper of the lighthouse had seen the storm; the storm had broken the harbour wall. He told Miss Ward of it.",
  "They quickly looked from the lighthouse to the boats. The storm was over, and they walked home with the boats."
].join(" ")

describe("key phrases", () => {
  it("are the things that a text returns to, and neither names nor deeds", () => {
    const found = keyPhrases(harbour, { focus: "A lighthouse, a storm and boats.", most: 10 })
    assert.sameMembers([...found], ["harbour wall", "lighthouse", "storm", "boats"])
  })

  it("are the same each time, and as many as asked for", () => {
    const options = { focus: harbour, most: 2 }
    assert.deepStrictEqual(keyPhrases(harbour, options), keyPhrases(harbour, options))
    assert.lengthOf(keyPhrases(harbour, options), 2)
  })

  it("are none of a text in a language without rules, or of none at all", () => {
    assert.deepStrictEqual(keyPhrases("", { focus: "", most: 5 }), [])
    assert.deepStrictEqual(keyPhrases(harbour, { focus: harbour, language: "tlh", most: 5 }), [])
  })

  it("are counted by their stems", () => {
    const count = phraseCounter("White whales and a white whale.", "en")
    assert.deepStrictEqual([count("white whale"), count("whales"), count("black whale")], [2, 2, 0])
  })
})
