import { assert, describe, it } from "@effect/vitest"
import { consensusOf } from "#platform/extractive/Consensus.ts"

const said = (...texts: ReadonlyArray<string>) => texts.map((text) => ({ text, weight: 1 }))

const aboutBattery = [
  "The battery lasts a whole day.",
  "I like the colour of the case. The battery lasts long, a day and more.",
  "The battery lasts for a day. My sister has a dog.",
  "Delivery came late on a Tuesday."
]

describe("the consensus of many statements", () => {
  it("is what most of them say, once", () => {
    const text = consensusOf(said(...aboutBattery), { maxWords: 8 })
    assert.match(text, /battery lasts/)
    assert.strictEqual(text.match(/battery/g)?.length, 1)
  })

  it("is made of their own sentences and never longer than asked", () => {
    for (const maxWords of [1, 6, 10, 20, 100]) {
      const text = consensusOf(said(...aboutBattery), { maxWords })
      assert.isAtMost(text.split(" ").filter(Boolean).length, maxWords)
      for (const sentence of text.split(/(?<=\.) /).filter(Boolean)) {
        assert.isTrue(aboutBattery.some((statement) => statement.includes(sentence)))
      }
    }
  })

  it("hears those with more weight first", () => {
    const both = [
      { text: "The ending comes as a real surprise.", weight: 1 },
      { text: "The middle part drags on for too long.", weight: 1 }
    ]
    const weighed = (first: number, second: number) =>
      consensusOf(
        both.map(({ text }, at) => ({ text, weight: at === 0 ? first : second })),
        { maxWords: 8 }
      )
    assert.strictEqual(weighed(1, 0.3), both[0]?.text)
    assert.strictEqual(weighed(0.3, 1), both[1]?.text)
  })

  it("is the same each time, whatever the language", () => {
    const german = said("Das Buch ist sehr spannend.", "Ein spannendes Buch, sehr gut.", "Der Schluss ist schwach.")
    assert.strictEqual(consensusOf(german, { maxWords: 12 }), consensusOf(german, { maxWords: 12 }))
    assert.match(consensusOf(german, { maxWords: 6 }), /spannend/)
  })

  it("is empty where nothing was said", () => {
    assert.strictEqual(consensusOf([], { maxWords: 50 }), "")
    assert.strictEqual(consensusOf(said("  ", "\n"), { maxWords: 50 }), "")
  })
})
