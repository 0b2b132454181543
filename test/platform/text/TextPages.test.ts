import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { normaliseText } from "../../../src/platform/text/PlainText.ts"
import { pagesOfText } from "../../../src/platform/text/TextPages.ts"
import { Character, textOf } from "../../support/Characters.ts"

const pages = (source: string) => Array.from(pagesOfText(source), (page) => page.text)

describe("pages of a text file", () => {
  it("are those of its form feeds, blank ones too", () => {
    assert.deepStrictEqual(pages("one\f\ftwo \r\n\f"), ["one", "", "two"])
  })

  it("are about as long as printed ones and end with a paragraph", () => {
    const paragraph = `${"The sea was calm that night. ".repeat(20).trim()}`
    const texts = pages(Array.from({ length: 40 }, () => paragraph).join("\n\n"))
    assert.isAbove(texts.length, 5)
    for (const text of texts) {
      assert.isTrue(text.startsWith("The sea") && text.endsWith("night."))
      assert.isAtMost(text.length, 3000)
    }
    for (const text of texts.slice(0, -1)) assert.isAtLeast(text.length, 1500)
  })

  it("end with a sentence where paragraphs are endless, with a word where sentences are", () => {
    for (const page of pages("A short sentence. ".repeat(1000))) assert.match(page, /^A .*sentence\.$/)
    for (const page of pages("word ".repeat(3000))) assert.match(page, /^word .*word$/)
  })

  it("never cut a character in two", () => {
    for (const text of pages(`x${"🌙".repeat(5000)}`)) assert.isTrue(text.isWellFormed())
  })

  it.effect.prop(
    "put together with their gaps are the normalised text",
    [Schema.Array(Character)],
    ([characters]) =>
      Effect.sync(() => {
        const source = textOf(characters)
          .replaceAll("\f", "\n")
          .repeat(Math.ceil(7000 / (characters.length + 1)))
        const whole = Array.from(pagesOfText(source), ({ gap, text }) => gap + text).join("")
        assert.strictEqual(whole, normaliseText(source))
      }),
    { arbitrary: { runs: 100 } }
  )
})
