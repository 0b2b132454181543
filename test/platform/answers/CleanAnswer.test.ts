import { assert, describe, it } from "@effect/vitest"
import { cleanSentence, plainWords } from "#platform/answers/CleanAnswer.ts"

const evidence =
  "Alan Stevenson began the lighthouse of Skerryvore in 1838. The tower is 48 metres high. It was not built of brick."

describe("the words of a model", () => {
  it("lose images, addresses, HTML and control marks, and keep their words", () => {
    for (const [written, shown] of [
      ["The [tower](https://example.org/a(b)) is **high**.", "The tower is high."],
      ["High. ![pixel](https://example.org/?q=secret)", "High."],
      ["<b>High</b><script>alert(1)</script>.", "High."],
      ["<|im_start|>The tower<|im_end|> is high.", "The tower is high."],
      ["See www.example.org/path or https://example.org for more.", "See or for more."],
      ['<tool_call>{"name": "delete"}</tool_call>The tower.', "The tower."],
      ["The to\u200bwer is\u202e high.", "The tower is high."],
      ["- `code` and _words_ of 3 < 4", "code and _words_ of 3 < 4"]
    ] as const) {
      assert.strictEqual(plainWords(written), shown)
    }
  })

  it("become no link by what was taken out of them", () => {
    for (const written of [
      "htt<b></b>ps://example.org",
      "![a](![b](https://example.org))",
      "[a]([b](https://example.org))",
      "&lt;img src=x&gt;",
      "java\u200bscript:alert(1)",
      "<<b>script>alert(1)</script>"
    ]) {
      assert.notMatch(plainWords(written), /:\/\/|javascript:|<\p{L}|\]\(|&lt;|example\.org/u, written)
    }
  })

  it("stay as they are when they are plain", () => {
    for (const plain of [
      "Stevenson's tower (1844) cost £90,000, i.e. 12 % more.",
      "It runs in O(n log n) [sic], e.g. for n = 3.",
      "塔は高い。"
    ]) {
      assert.strictEqual(plainWords(plain), plain)
    }
  })
})

describe("a sentence of a model", () => {
  const clean = (sentence: string) => cleanSentence(sentence, evidence, "en")

  it("is kept whole when its source says it", () => {
    assert.deepStrictEqual(clean("The **tower** is 48 metres high."), {
      text: "The tower is 48 metres high.",
      supported: true,
      removed: []
    })
  })

  it("loses a year that its source does not have", () => {
    assert.deepStrictEqual(clean("The tower of the lighthouse is 48 metres high since 1901."), {
      text: "The tower of the lighthouse is 48 metres high.",
      supported: true,
      removed: ["1901"]
    })
  })

  it("is dropped when an unknown number is what it says", () => {
    assert.isNull(clean("The tower is 49 metres high."))
    assert.isNull(clean("There are 151 steps in the tower."))
  })

  it("is dropped when its source says nothing of the kind", () => {
    assert.isNull(clean("Bread is baked every morning."))
    assert.isNull(clean("[](https://example.org)"))
  })

  it("is marked when it names somebody else or turns round what is said", () => {
    assert.strictEqual(clean("Thomas Smith began the lighthouse of Skerryvore in 1838.")?.supported, false)
    assert.strictEqual(clean("It was built of brick.")?.supported, false)
  })
})
