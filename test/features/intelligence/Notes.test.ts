import { assert, describe, it } from "@effect/vitest"
import { groups, join, telling } from "#features/intelligence/Notes.ts"

const length = (text: string) => text.length

describe("notes of a book's parts", () => {
  it("that say nothing are left out, unless none says anything", () => {
    assert.deepStrictEqual(telling(["A dragon.", "NOTHING", "“Nothing.”", "Nothing happens."]), [
      "A dragon.",
      "Nothing happens."
    ])
    assert.deepStrictEqual(telling(["NOTHING", "NOTHING"]), ["NOTHING", "NOTHING"])
  })

  it("are read in order", () => {
    assert.strictEqual(join(["A dragon.", "A knight."]), "Part 1:\nA dragon.\n\nPart 2:\nA knight.")
  })

  it("are grouped with their neighbours, as many as fit", () => {
    const notes = ["aaaa", "bbbb", "cccc", "dddd", "eeee"]
    const found = groups(notes, join(["aaaa", "bbbb"]).length, length)
    assert.deepStrictEqual(found, [["aaaa", "bbbb"], ["cccc", "dddd"], ["eeee"]])
  })

  it("stay alone where no two fit", () => {
    assert.deepStrictEqual(groups(["aaaa", "bbbb"], 5, length), [["aaaa"], ["bbbb"]])
  })
})
