import { assert, describe, it } from "@effect/vitest"
import type { Language } from "#platform/extractive/Language.ts"
import { readable, sentencesOf } from "#platform/extractive/Sentences.ts"

const cut = (text: string, language: Language = "en") => sentencesOf(text, language).map(({ text }) => readable(text))

const cases: ReadonlyArray<readonly [what: string, language: Language, sentences: ReadonlyArray<string>]> = [
  ["titles and initials", "en", ["Dr. J. R. Smith met Mr. T. Adams in St. Louis.", "They spoke for an hour."]],
  ["decimals and numbered pages", "en", ["Pi is about 3.14 (see p. 7 and Fig. 2).", "It never ends."]],
  ["Latin abbreviations", "en", ["Some birds, e.g. Penguins, cannot fly.", "Smith et al. (1999) agree."]],
  ["countries with full stops", "en", ["The U.S. Congress met.", "It voted."]],
  ["an abbreviation that ends a sentence", "en", ["She sold pens, ink, etc.", "The shop was full."]],
  ["speech that goes on", "en", ["“Why now?” he asked the old man.", "Nobody answered."]],
  ["an ellipsis inside", "en", ["He waited... and waited until dawn.", "Then he left."]],
  ["a lost space after the full stop", "en", ["We measured the accuracy.", "The most important one is recall."]],
  ["German abbreviations", "de", ["Das gilt z. B. für Hrn. Müller und Frau Dr. Klein.", "Sie kamen am 3. Oktober an."]],
  ["a German number that ends a sentence", "de", ["Es waren genau 20.", "Das genügte."]],
  ["French titles and elisions", "fr", ["M. Dupont a vu Mme. Leroy à l'école.", "Il n'a rien dit."]],
  ["Spanish questions", "es", ["¿Quién es la Sra. Gómez?", "Nadie lo sabe."]],
  ["Italian titles", "it", ["Il sig. Rossi e il dott. Bianchi arrivano.", "È già tardi."]],
  ["Dutch abbreviations", "nl", ["Hij las bijv. Multatuli en dhr. Bakker.", "Dat was mooi."]],
  ["Portuguese titles", "pt", ["O Sr. Silva chegou com a Dra. Costa.", "Eles falaram muito."]]
]

describe("Sentences", () => {
  for (const [what, language, sentences] of cases) {
    it(`are told apart in spite of ${what} (${language})`, () => {
      assert.deepStrictEqual(cut(sentences.join(what.startsWith("a lost") ? "" : " "), language), sentences)
    })
  }

  it("are read through hard-wrapped lines, hyphenation, a page break and its page number", () => {
    const text =
      "The old library of the town had been closed for more than twenty years, and its inter-\n" +
      "national collection of maps was known to nobody but the caretaker and two of his\n\n- 17 -\n\n" +
      "friends from the harbour. One morning the door stood open.\n"
    assert.deepStrictEqual(cut(text), [
      "The old library of the town had been closed for more than twenty years, and its international collection of " +
        "maps was known to nobody but the caretaker and two of his friends from the harbour.",
      "One morning the door stood open."
    ])
  })

  it("are not made of headings, table rows or page numbers", () => {
    const text =
      "# The Storm\n\nIt rained all day.\n\nCHAPTER II\n\n| year | books |\n| 2020 | 12 |\n\n12\n\n" +
      "2.1 What Came After\n\nThe river rose.\n"
    assert.deepStrictEqual(cut(text), ["It rained all day.", "The river rose."])
  })

  it("may begin with a word that also names parts of a book", () => {
    const text =
      "He looked back at the house where he had lived since the war, and he knew that a large\n" +
      "part of the reason for his leaving was the silence that had come upon the rooms there.\n"
    assert.lengthOf(cut(text), 1)
  })

  it("are found in a text without capitals", () => {
    assert.deepStrictEqual(cut("revenue rose by 4.5 percent. costs fell, e.g. in europe. nobody knew why."), [
      "revenue rose by 4.5 percent.",
      "costs fell, e.g. in europe.",
      "nobody knew why."
    ])
  })

  it("stand in the source where their offsets say, in order and without overlap", () => {
    const text =
      cases.map(([, , sentences]) => sentences.join("\n")).join("\n\n") + "\n\n  Last one, wrapped\nhere.  \n"
    for (const language of ["en", "de", "fr", "und"] as const) {
      let end = 0
      for (const sentence of sentencesOf(text, language)) {
        assert.strictEqual(text.slice(sentence.start, sentence.end), sentence.text)
        assert.strictEqual(sentence.text.trim(), sentence.text)
        assert.isAtLeast(sentence.start, end)
        end = sentence.end
      }
      assert.isAbove(end, text.length - 10)
    }
  })

  it("are cut to a readable length where nobody set a full stop", () => {
    const found = sentencesOf("word ".repeat(2_000), "en")
    assert.isAbove(found.length, 5)
    assert.isTrue(found.every(({ text }) => text.length <= 1_000))
  })
})
