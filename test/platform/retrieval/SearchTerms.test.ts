import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { Language } from "#platform/extractive/Language.ts"
import { questionTerms, searchTerms } from "#platform/retrieval/SearchTerms.ts"
import { Character, textOf } from "../../support/Characters.ts"

const isFound = (question: string, text: string, language: Language) => {
  const terms = searchTerms(text, language)
  return questionTerms(question, [language]).map(({ variants }) => variants.some((variant) => terms.has(variant)))
}

describe("Search terms", () => {
  it("are the stems of the words that carry a subject, counted", () => {
    assert.deepStrictEqual(
      [...searchTerms("The whales were hunted, and the whale hunted them.", "en")],
      [
        ["whale", 2],
        ["hunt", 2]
      ]
    )
  })

  it("are the same with and without accents, capitals, hyphens and thousands separators", () => {
    assert.deepStrictEqual(
      searchTerms("Élan vital, 1,250 well-known naïve readers", "en"),
      searchTerms("elan VITAL, 1250 well known naive readers", "en")
    )
  })

  it("keep what marks tell apart in scripts where they are letters", () => {
    assert.notDeepEqual(searchTerms("ガス", "und"), searchTerms("カス", "und"))
    assert.notDeepEqual(searchTerms("किताब", "und"), searchTerms("कतब", "und"))
  })

  it("are pairs of characters where words are not parted by spaces", () => {
    assert.deepStrictEqual([...searchTerms("図書館 2024", "und").keys()], ["図書", "書館", "2024"])
    assert.deepStrictEqual(isFound("図書館", "市立図書館は静かである。", "und"), [true, true])
  })

  it.prop(
    "have at most 64 characters and are whole, whatever the text is",
    { characters: Schema.Array(Character) },
    ({ characters }) => {
      for (const [term, count] of searchTerms(textOf(characters).repeat(8), "und")) {
        assert.isTrue(term.length > 0 && term.length <= 64 && count > 0)
        assert.isFalse(/\s/u.test(term))
      }
    },
    { arbitrary: { runs: 60 } }
  )

  it("of a question leave out what only asks", () => {
    assert.deepStrictEqual(
      questionTerms("What is the name of the white whale?", ["en"]).map(({ variants }) => variants),
      [["name"], ["white"], ["whale"]]
    )
  })

  it("of a question have the word once, as each language of the library stems it", () => {
    const [first, ...more] = questionTerms("Bibliotheken Bibliotheken", ["de", "en"])
    assert.deepStrictEqual(more, [])
    assert.includeMembers([...(first?.variants ?? [])], [...searchTerms("Bibliotheken", "de").keys()])
    assert.includeMembers([...(first?.variants ?? [])], [...searchTerms("Bibliotheken", "en").keys()])
  })

  it("of a question are those of the texts that answer it", () => {
    assert.deepStrictEqual(isFound("Which whales hunted Ahab?", "Ahab hunts the whale.", "en"), [true, true, true])
    assert.deepStrictEqual(isFound("Wer liest die Bücher?", "Das Buch lesen viele; Bücher liest er.", "de"), [
      true,
      true
    ])
  })

  it("of a very long question are those of its beginning and of its end", () => {
    const filler = Array.from({ length: 300 }, (_, at) => `item${at}`).join(" ")
    const terms = questionTerms(`Whales: ${filler}. Who hunted Ahab?`, ["en"])
    assert.lengthOf(terms, 64)
    assert.includeMembers(
      terms.flatMap(({ variants }) => variants),
      ["whale", "item0", "hunt", "ahab"]
    )
  })

  it("of a question without words are none", () => {
    assert.deepStrictEqual(questionTerms("Who is it? ...", ["en"]), [])
  })
})
