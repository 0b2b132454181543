import { assert, describe, it } from "@effect/vitest"
import { unmarked } from "#features/intelligence/answers/CitationMarks.ts"
import { cutSentences } from "#features/intelligence/answers/SentenceCutter.ts"

/** The sentences of a text that arrives in pieces of so many characters. */
const asItArrives = (text: string, size: number) => {
  const sentences: Array<string> = []
  let held = ""
  for (let at = 0; at < text.length; at += size) {
    const cut = cutSentences(held + text.slice(at, at + size), "en", false)
    sentences.push(...cut.sentences)
    held = cut.rest
  }
  return [...sentences, ...cutSentences(held, "en", true).sentences]
}

describe("the sentences of an answer that is still written", () => {
  const text =
    "The harbour froze in 1709. [1][2] Dr. Ames saw it [3]. Nobody could sail for 3.5 weeks [1, 2]. It thawed."
  const sentences = [
    "The harbour froze in 1709. [1][2]",
    "Dr. Ames saw it [3].",
    "Nobody could sail for 3.5 weeks [1, 2].",
    "It thawed."
  ]

  it("are the same in whatever pieces the text arrives", () => {
    for (const size of [1, 2, 3, 5, 7, 11, 40, 400])
      assert.deepStrictEqual(asItArrives(text, size), sentences, `${size}`)
  })

  it("are given as soon as they are over, and not before the marks that follow are", () => {
    assert.deepStrictEqual(cutSentences("The harbour froze. [1", "en", false), {
      sentences: [],
      rest: "The harbour froze. [1"
    })
    assert.deepStrictEqual(cutSentences("The harbour froze. [1] Dr", "en", false), {
      sentences: ["The harbour froze. [1]"],
      rest: " Dr"
    })
  })

  it("are found in lists and over several lines, without their bullets", () => {
    const list = "# Answer\n- It froze. [1]\n- It thawed. [2]\n\n1. Ships sailed again."
    for (const size of [1, 4, 100]) {
      assert.deepStrictEqual(asItArrives(list, size), [
        "Answer",
        "It froze. [1]",
        "It thawed. [2]",
        "Ships sailed again."
      ])
    }
  })

  it("end somewhere even where the text has no end", () => {
    const cut = cutSentences("word ".repeat(600), "en", false)
    assert.isAbove(cut.sentences.length, 0)
    assert.isBelow(cut.rest.length, 2_001)
  })
})

describe("marks of citations", () => {
  it("name the passages that were given, whatever their form, and no others", () => {
    const cited = (sentence: string) => unmarked(sentence, 5)
    assert.deepStrictEqual(cited("It froze [1][3]."), { text: "It froze.", cited: [1, 3] })
    assert.deepStrictEqual(cited("It froze. [2, 4]"), { text: "It froze.", cited: [2, 4] })
    assert.deepStrictEqual(cited("It froze [2-4]."), { text: "It froze.", cited: [2, 3, 4] })
    assert.deepStrictEqual(cited("It froze【1†source】."), { text: "It froze.", cited: [1] })
    assert.deepStrictEqual(cited("It froze [Passage 5]."), { text: "It froze.", cited: [5] })
    assert.deepStrictEqual(cited("It froze [99][0]."), { text: "It froze.", cited: [] })
    assert.deepStrictEqual(cited("It [sic] froze in [1709]."), { text: "It [sic] froze in [1709].", cited: [] })
  })
})
