import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { countTokens } from "#platform/llm/TokenEstimate.ts"
import { type Chunk, indexedText } from "#platform/retrieval/Chunk.ts"
import { chunksOf } from "#platform/retrieval/Chunker.ts"
import { Character, textOf } from "../../support/Characters.ts"
import { pages, sentences } from "../../support/Prose.ts"

/** What stands between the chunks of a text. */
const left = (text: string, chunks: ReadonlyArray<Chunk>): string => {
  let at = 0
  let outside = ""
  for (const { end, start } of chunks) {
    if (start > at) outside += text.slice(at, start)
    at = Math.max(at, end)
  }
  return outside + text.slice(at)
}

const bodies = (text: string, options: { readonly targetTokens?: number; readonly overlap?: number } = {}) =>
  chunksOf(text, options).map(({ end, start }) => text.slice(start, end))

const promises = (text: string, target: number) => {
  const chunks = chunksOf(text, { targetTokens: target })
  assert.strictEqual(left(text, chunks).trim(), "")
  chunks.forEach(({ end, ordinal, start, tokens }, at) => {
    const body = text.slice(start, end)
    assert.strictEqual(ordinal, at)
    assert.strictEqual(tokens, countTokens(body))
    assert.strictEqual(body, body.trim())
    const before = chunks[at - 1]
    if (before !== undefined) assert.isTrue(before.start < start && before.end < end)
    if (text.isWellFormed()) assert.isTrue(body.isWellFormed())
  })
  return chunks
}

/** Paragraphs, headings, tables and what people paste, in any order. */
const Piece = Schema.Literals([
  ...sentences(20, 7),
  ...sentences(6, 8).map((sentence) => `${sentence}\n\n`),
  "# The Harbour\n\n",
  "\n\nCHAPTER IV\n\n",
  "\n\n2.1 Of Ships\n\n",
  "| year | ships | sailors |\n",
  "\n    const ship = make({ sails: 3 })\n",
  "漢字と仮名の文章です。",
  "😀😀😀",
  "\n\n17\n\n",
  "no full stop and no end to it ".repeat(30),
  "x".repeat(900)
])

describe("Chunks", () => {
  it.prop(
    "hold all that is not white space, in order, whatever the text is made of",
    { characters: Schema.Array(Character) },
    ({ characters }) => {
      const text = textOf(characters)
      promises(text.repeat(Math.ceil(600 / (characters.length + 1))), 60)
    },
    { arbitrary: { runs: 60 } }
  )

  it.prop(
    "have no more tokens than wished but for the last, and the same text gives the same ones",
    { pieces: Schema.Array(Piece) },
    ({ pieces }) => {
      const text = pieces.join(" ")
      const chunks = promises(text, 300)
      for (const { tokens } of chunks.slice(0, -1)) assert.isAtMost(tokens, 300)
      assert.isAtMost(chunks.at(-1)?.tokens ?? 0, 450)
      assert.deepStrictEqual(chunksOf(text), chunks)
    },
    { arbitrary: { runs: 60 } }
  )

  it("are about 300 tokens of running text and begin with the last sentence of the one before", () => {
    const text = sentences(120).join(" ")
    const chunks = promises(text, 300)
    for (const { tokens } of chunks.slice(0, -1)) assert.isTrue(tokens > 200 && tokens <= 300)
    const repeated = chunks.slice(1).map(({ start }, at) => text.slice(start, chunks[at]?.end))
    for (const each of repeated) assert.match(each, /^[A-Z].*\.$/u)
    const share = repeated.reduce((sum, each) => sum + countTokens(each), 0) / (300 * repeated.length)
    assert.isTrue(share > 0.08 && share < 0.25, `${share}`)
  })

  it("repeat nothing where nothing is to be repeated", () => {
    const chunks = chunksOf(sentences(120).join(" "), { overlap: 0 })
    chunks.slice(1).forEach(({ start }, at) => assert.isAtLeast(start, chunks[at]?.end ?? 0))
  })

  it("end with a paragraph where one ends in their second half", () => {
    const paragraphs = Array.from({ length: 12 }, (_, at) => sentences(5, at + 1).join(" "))
    for (const body of bodies(paragraphs.join("\n\n"), { overlap: 0 })) {
      assert.isTrue(paragraphs.some((paragraph) => body.endsWith(paragraph)))
    }
  })

  it("never end inside a word, a pair of surrogates or a number", () => {
    const text = `${"unendingly ".repeat(400)}${"3.14159 ".repeat(200)}`.trim()
    for (const body of bodies(text)) assert.match(body, /^(?:unendingly|3\.14159)(?: (?:unendingly|3\.14159))*$/u)
    for (const body of bodies("😀".repeat(2_000))) assert.isTrue(body.isWellFormed())
  })

  it("are made of Chinese and Japanese as of any language", () => {
    const text = "図書館は静かである。本を読む人が多い。".repeat(60)
    const chunks = promises(text, 300)
    assert.isTrue(chunks.length > 3)
    for (const body of bodies(text)) assert.isTrue(body.endsWith("。"))
  })

  it("keep tables, code and endless lines", () => {
    promises("| year | ships |\n| --- | --- |\n" + "| 1850 | 12 |\n".repeat(300), 300)
    promises("  if (ship) {\n    sail()\n  }\n\n".repeat(200), 300)
    promises(pages(40).join(" ").replaceAll(/[.\s]/gu, "_"), 300)
  })

  it("know the headings that they stand under", () => {
    const body = (seed: number) => sentences(8, seed).join(" ")
    const text = [
      "# Ships",
      body(1),
      "## Sails ##",
      body(2),
      "### Of Linen",
      body(3),
      "## Anchors",
      body(4),
      "# Harbours",
      body(5)
    ].join("\n\n")
    const paths = chunksOf(text).map(({ headings }) => headings.join(" > "))
    assert.deepStrictEqual(
      [...new Set(paths)],
      ["Ships", "Ships > Sails", "Ships > Sails > Of Linen", "Ships > Anchors", "Harbours"]
    )
  })

  it("know chapters, numbered sections and lines alone as headings", () => {
    const body = (seed: number) => sentences(8, seed).join(" ")
    const text = [
      "PART ONE",
      "Chapter 3: The Storm",
      body(1),
      "3.1 Before the Wind",
      body(2),
      "3.1.2 Aground",
      body(3),
      "Chapter 4: The Calm",
      body(4)
    ].join("\n\n")
    assert.deepStrictEqual(
      [...new Set(chunksOf(text).map(({ headings }) => headings.join(" > ")))],
      [
        "PART ONE > Chapter 3: The Storm",
        "PART ONE > Chapter 3: The Storm > 3.1 Before the Wind",
        "PART ONE > Chapter 3: The Storm > 3.1 Before the Wind > 3.1.2 Aground",
        "PART ONE > Chapter 4: The Calm"
      ]
    )
  })

  it("join small sections to one, under the heading of the first", () => {
    const text = sentences(4)
      .map((sentence, at) => `## Day ${at + 1}\n\n${sentence}`)
      .join("\n\n")
    assert.deepStrictEqual(
      chunksOf(text).map(({ headings }) => headings),
      [["Day 1"]]
    )
  })

  it("are none of a text that says nothing", () => {
    assert.deepStrictEqual(chunksOf(""), [])
    assert.deepStrictEqual(chunksOf(" \n\n\t\u00a0"), [])
  })

  it("are searched with their title and headings", () => {
    assert.strictEqual(
      indexedText("Moby-Dick", ["Loomings"], "Call me Ishmael."),
      "Moby-Dick > Loomings\nCall me Ishmael."
    )
    assert.strictEqual(indexedText("", [], "Call me Ishmael."), "\nCall me Ishmael.")
  })
})
