import { assert, describe, it } from "@effect/vitest"
import { hashedDimensions, hashedQuestion, hashedVector } from "#platform/retrieval/HashedVector.ts"
import { sentences } from "../../support/Prose.ts"

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
const even = () => 1

describe("Hashed vectors", () => {
  it("have length 1 in 1,024 dimensions, and length 0 for a text that says nothing", () => {
    const vector = hashedVector(sentences(10).join(" "), "en")
    assert.lengthOf(vector, hashedDimensions)
    assert.closeTo(dot(vector, vector), 1, 1e-5)
    assert.strictEqual(dot(hashedVector("... the", "en"), hashedVector("... the", "en")), 0)
  })

  it("are the same for the same text, and use both signs evenly", () => {
    const text = sentences(40).join(" ")
    assert.deepStrictEqual(hashedVector(text, "en"), hashedVector(text, "en"))
    const filled = hashedVector(text, "en").filter((value) => value !== 0)
    const positive = filled.filter((value) => value > 0).length / filled.length
    assert.isTrue(positive > 0.35 && positive < 0.65, `${positive}`)
  })

  it("find the text that a question is about before others", () => {
    const texts = ["The lighthouse keeper mended the broken bell.", "The ferryman sold an unfinished map of the coast."]
    const question = hashedQuestion("Who sold the map?", ["en"], even)
    const [bell = 0, map = 0] = texts.map((text) => dot(hashedVector(text, "en"), question))
    assert.isAbove(map, bell)
  })

  it("find words in another spelling", () => {
    const question = hashedQuestion("What is septicemia?", ["en"], even)
    const blood = dot(hashedVector("Blood poisoning is called septicaemia.", "en"), question)
    assert.isAbove(blood, dot(hashedVector("Blood pressure is measured daily.", "en"), question) + 0.02)
  })

  it("let rare words of the question count more than common ones", () => {
    const rarity = (term: string) => (term === "whale" ? 5 : 0.5)
    const question = hashedQuestion("ship whale", ["en"], rarity)
    assert.isAbove(dot(hashedVector("a whale", "en"), question), dot(hashedVector("a ship", "en"), question))
  })
})
