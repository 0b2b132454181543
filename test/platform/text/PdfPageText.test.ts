import { assert, describe, it } from "@effect/vitest"
import { joinBrokenWords, type TextItem, textOfPage } from "../../../src/platform/text/PdfPageText.ts"
import { speaks } from "../../../src/platform/text/SpokenText.ts"

/** A line of print at a height, as pdf.js gives it. */
const line = (str: string, y: number, x = 72): TextItem => ({
  str,
  transform: [10, 0, 0, 10, x, y],
  width: str.length * 5,
  height: 10,
  hasEOL: true
})

describe("the text of a PDF page", () => {
  it("has an empty line where the print has a gap", () => {
    const items = [
      line("The first line", 700),
      line("and the second.", 688),
      line("A new paragraph", 660),
      line("ends.", 648)
    ]
    assert.strictEqual(textOfPage(items), "The first line\nand the second.\n\nA new paragraph\nends.")
  })

  it("has an empty line before an indented line, as in novels", () => {
    const items = [
      line("The first line", 700),
      line("and the second.", 688),
      line("An indented one", 676, 90),
      line("goes on.", 664)
    ]
    assert.strictEqual(textOfPage(items), "The first line\nand the second.\n\nAn indented one\ngoes on.")
  })

  it("takes double spacing for what it is", () => {
    const items = [700, 676, 652, 628].map((y) => line(`typed at ${y}`, y))
    assert.strictEqual(textOfPage(items), "typed at 700\ntyped at 676\ntyped at 652\ntyped at 628")
  })

  it("keeps raised notes in their line and begins lines that the file does not end", () => {
    const run = (str: string, x: number, y: number): TextItem => ({ ...line(str, y, x), hasEOL: false })
    const items = [run("Proven", 72, 700), run("1", 102, 704), run("Next line", 72, 688)]
    assert.strictEqual(textOfPage(items), "Proven1\nNext line")
  })

  it("has a blank between two runs that stand apart", () => {
    const run = (str: string, x: number): TextItem => ({ ...line(str, 700, x), hasEOL: false })
    assert.strictEqual(textOfPage([run("left", 72), run("right", 120)]), "left right")
    assert.strictEqual(textOfPage([run("to", 72), run("gether", 82)]), "together")
  })
})

describe("words broken at a line end", () => {
  it.each([
    ["an ordinary one", "for exam-\nple of this", "for example\nof this"],
    ["before a comma", "the exam-\nple, he said", "the example,\nhe said"],
    ["that ends its line", "the exam-\nple\nis here", "the example\nis here"],
    ["that ends its paragraph", "the exam-\nple.\n\nNew", "the example.\n\nNew"],
    ["with an accent", "Biblio\u00adthe\u2010\nksschlüssel", "Biblio\u00adtheksschlüssel\n"],
    ["with hyphens of its own", "state-of-the-\nart work", "state-of-the-\nart work"],
    ["before a name", "Anglo-\nSaxon", "Anglo-\nSaxon"],
    ["a range of years", "1914-\n1918", "1914-\n1918"]
  ])("%s", (_name, source, expected) => assert.strictEqual(joinBrokenWords(source), expected))
})

describe("a document has text to read", () => {
  it("when pages have sentences", () =>
    assert.isTrue(speaks(["A sentence that is long enough to be a page of text.", ""])))
  it("when it is one short page", () => assert.isTrue(speaks(["Hello"])))
  it("but not when pages are blank, numbered or stamped", () => {
    assert.isFalse(speaks([]))
    assert.isFalse(speaks(["", " ", "\n"]))
    assert.isFalse(speaks(Array.from({ length: 50 }, (_, index) => `${index}`)))
    assert.isFalse(speaks(Array.from({ length: 50 }, (_, index) => `Scanned by ACME - ${index}`)))
  })
})
