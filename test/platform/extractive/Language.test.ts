import { assert, describe, it } from "@effect/vitest"
import { detectLanguage, languageOf } from "#platform/extractive/Language.ts"

const texts = {
  en: "The keeper of the lighthouse had not seen a ship for three weeks, and he did not want to see one.",
  de: "Der Wärter des Leuchtturms hatte seit drei Wochen kein Schiff gesehen und wollte auch keines sehen.",
  fr: "Le gardien du phare n'avait pas vu de navire depuis trois semaines et il n'était pas sûr de vouloir en voir un.",
  es: "El guardián del faro no había visto un barco desde hacía tres semanas y no estaba seguro de querer ver uno.",
  it: "Il guardiano del faro non aveva visto una nave da tre settimane e non era sicuro di volerne vedere una.",
  nl: "De wachter van de vuurtoren had al drie weken geen schip gezien en hij wilde er ook geen zien.",
  pt: "O guardião do farol não via um navio há três semanas e não tinha a certeza de que queria ver algum.",
  und: "Смотритель маяка уже три недели не видел ни одного корабля и не был уверен, что хочет его увидеть."
}

describe("The language of a text", () => {
  for (const [language, text] of Object.entries(texts)) {
    it(`is told by its small words: ${language}`, () => assert.strictEqual(detectLanguage(text), language))
  }

  it("is not guessed from too little", () => {
    assert.strictEqual(detectLanguage(""), "und")
    assert.strictEqual(detectLanguage("1234 XKCD 98"), "und")
  })

  it("is read from a tag whatever its region", () => {
    assert.deepStrictEqual(["pt-BR", "EN", "de_AT", "ru", ""].map(languageOf), ["pt", "en", "de", "und", "und"])
  })
})
