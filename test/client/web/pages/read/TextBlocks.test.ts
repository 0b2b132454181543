import { assert, it } from "@effect/vitest"
import { blocksOf, piecesOf } from "../../../../../src/client/web/pages/read/TextBlocks.ts"

const text = "Call me Ishmael.\nSome years ago.\n\n  \nThe sea, the sea.\n\n\nThe end."

it("paragraphs keep their places in the whole text", () => {
  const blocks = blocksOf(text, 100)
  assert.deepStrictEqual(
    blocks.map((block) => block.text),
    ["Call me Ishmael.\nSome years ago.", "The sea, the sea.", "The end."]
  )
  for (const block of blocks)
    assert.strictEqual(text.slice(block.start - 100, block.start - 100 + block.text.length), block.text)
})

it("a quote that goes over paragraphs is marked in each, and nowhere else", () => {
  const quote = { start: 100 + text.indexOf("years ago"), end: 100 + text.indexOf("sea,") + "sea".length }
  const pieces = blocksOf(text, 100).flatMap((block) => piecesOf(block, quote))
  assert.deepStrictEqual(
    pieces.filter(({ isQuoted }) => isQuoted).map((piece) => piece.text),
    ["years ago.", "The sea"]
  )
  assert.strictEqual(
    pieces.map((piece) => piece.text).join("|"),
    "Call me Ishmael.\nSome |years ago.|The sea|, the sea.|The end."
  )
})
