import { assert, describe, it } from "@effect/vitest"
import { answerFrom } from "#platform/answers/AnswerFrom.ts"
import type { Evidence } from "#platform/answers/AnswerFrom.ts"
import { expectedAnswer } from "#platform/answers/ExpectedAnswer.ts"

const lighthouse =
  "The lighthouse of Skerryvore stands twelve miles off the coast of Tiree. Alan Stevenson designed the lighthouse and " +
  "began the work in 1838. He was the uncle of the writer Robert Louis Stevenson. The tower is 48 metres high. It was built of " +
  "granite because softer stone would not have withstood the waves. The light was first lit on 1 February 1844."
const bakery =
  "Bread was baked in the village every morning but Sunday. The oven stood behind the church. Its fire was kept by two " +
  "families, who shared the wood between them. A loaf cost four pence."

const passages: ReadonlyArray<Evidence> = [
  { text: lighthouse, language: "en", score: 2 },
  { text: bakery, language: "en", score: 1 }
]

const top = (question: string, from = passages) =>
  answerFrom(question, from).sentences.toSorted((a, b) => b.score - a.score)[0]?.text ?? ""

describe("an answer in the words of the sources", () => {
  it("is the sentence that holds the kind of thing that is asked for", () => {
    assert.include(top("Who designed the lighthouse of Skerryvore?"), "Alan Stevenson")
    assert.include(top("How high is the tower of the lighthouse?"), "48 metres")
    assert.include(top("Why was the tower built of granite?"), "withstood")
    assert.include(top("When was the light of the lighthouse first lit?"), "1 February 1844")
    assert.include(top("How much did a loaf of bread cost?"), "four pence")
  })

  it("stands word for word where it says it stands", () => {
    const { sentences } = answerFrom("Who kept the fire of the oven?", passages)
    assert.isAbove(sentences.length, 0)
    for (const { end, passage, start, text } of sentences) {
      assert.strictEqual(passages[passage]?.text.slice(start, end), text)
    }
  })

  it("has at most three sentences and says nothing twice", () => {
    const twice = [...passages, ...passages]
    for (const question of [
      "What was built of granite?",
      "Where did the oven stand?",
      "Who was the uncle of the writer?"
    ]) {
      const texts = answerFrom(question, twice).sentences.map(({ text }) => text)
      assert.isAtMost(texts.length, 3)
      assert.strictEqual(new Set(texts).size, texts.length)
    }
  })

  it("brings the sentence that a pronoun leans on", () => {
    const { sentences } = answerFrom("Who was the uncle of the writer Robert Louis Stevenson?", passages)
    const texts = sentences.map(({ text }) => text)
    assert.deepStrictEqual(texts.slice(0, 2), [
      "Alan Stevenson designed the lighthouse and began the work in 1838.",
      "He was the uncle of the writer Robert Louis Stevenson."
    ])
  })

  it("is not known when the passages speak of other people", () => {
    assert.isTrue(answerFrom("Who designed the lighthouse of Skerryvore?", passages).known)
    assert.isFalse(answerFrom("Who painted the ceiling of the opera house in Lyon?", passages).known)
    assert.isFalse(answerFrom("How many symphonies did Joseph Haydn write?", passages).known)
  })

  it("is not known when they speak of the right ones and do not tell it", () => {
    assert.isFalse(answerFrom("How many daughters did Alan Stevenson have?", passages).known)
    assert.isFalse(answerFrom("What was the name of Alan Stevenson's dog?", passages).known)
  })

  it("is not known without passages, and fails on nothing", () => {
    for (const question of ["", "?", "the of and", "Who?", "x".repeat(2_000), "\ud800"]) {
      const { known, sentences } = answerFrom(question, [])
      assert.deepStrictEqual([known, sentences.length], [false, 0])
      assert.isAtMost(answerFrom(question, passages).sentences.length, 3)
    }
    assert.isFalse(answerFrom("Who?", [{ text: "", language: "und", score: 0 }]).known)
  })

  it("follows from what was asked before when the question leans on it", () => {
    const { known, sentences } = answerFrom("When was it first lit?", passages, {
      history: ["Who designed the lighthouse of Skerryvore?"]
    })
    assert.isTrue(known)
    assert.isTrue(sentences.some(({ text }) => text.includes("1 February 1844")))
  })

  it("knows a passage's book by its title, which the passage need not name", () => {
    const question = "Who is the captain of the ship in Moby Dick?"
    const text = "Captain Ahab stood upon his quarter-deck. The ship rolled in the swell."
    const untitled = answerFrom(question, [{ text, language: "en", score: 1 }])
    const titled = answerFrom(question, [{ text, language: "en", score: 1, about: "Moby Dick; Herman Melville" }])
    assert.isTrue(titled.known)
    assert.isAbove(titled.confidence, untitled.confidence)
    assert.include(titled.sentences[0]?.text ?? "", "Ahab")
  })

  it("is found in tables as well", () => {
    const table = "Opening hours\n\nMonday | 9:00 | 17:00\nSaturday | 10:00 | 12:00\n"
    assert.include(top("When does it open on Saturday?", [{ text: table, language: "en", score: 1 }]), "10:00")
  })

  it("is found in German and French", () => {
    const german =
      "Der Turm wurde 1838 begonnen. Entworfen hat ihn Alan Stevenson. Er ist 48 Meter hoch. Im Dorf gab es viel Brot."
    const french = "La tour fut commencée en 1838. Elle mesure 48 mètres de haut. Le village avait beaucoup de pain."
    assert.include(top("Wann wurde der Turm begonnen?", [{ text: german, language: "de", score: 1 }]), "1838")
    assert.include(top("Wer hat den Turm entworfen?", [{ text: german, language: "de", score: 1 }]), "Stevenson")
    assert.include(top("Quand la tour fut-elle commencée ?", [{ text: french, language: "fr", score: 1 }]), "1838")
  })
})

describe("the kind of answer that is asked for", () => {
  it("is told by the question words", () => {
    const asked = (question: string) => expectedAnswer(question, "en")
    assert.deepStrictEqual(
      [
        "How many sails did the ship have?",
        "Who was the captain?",
        "In what year did it sink?",
        "Where was it built?",
        "Why did it sink?",
        "What percentage of the crew survived?",
        "How much did it cost?",
        "How long was it?",
        "What is a schooner?"
      ].map(asked),
      ["count", "person", "time", "place", "reason", "percent", "money", "quantity", "definition"]
    )
  })

  it("is not told by a name or by a clause", () => {
    assert.notStrictEqual(expectedAnswer("What does Doctor Who take along?", "en"), "person")
    assert.notStrictEqual(expectedAnswer("When ships meet ice, what happens?", "en"), "time")
  })

  it("is told in German and French", () => {
    assert.deepStrictEqual(
      ["Wann?", "Wer war das?", "Warum sank es?", "Wie viele Segel?"].map((question) => expectedAnswer(question, "de")),
      ["time", "person", "reason", "count"]
    )
    assert.deepStrictEqual(
      ["Quand ?", "Qui était-ce ?", "Pourquoi ?", "Combien de voiles ?"].map((question) =>
        expectedAnswer(question, "fr")
      ),
      ["time", "person", "reason", "count"]
    )
  })
})
