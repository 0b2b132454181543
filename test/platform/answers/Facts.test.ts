import { assert, describe, it } from "@effect/vitest"
import { factsOf } from "#platform/answers/facts/Facts.ts"
import { namesOf } from "#platform/answers/facts/Names.ts"
import type { Language } from "#platform/extractive/Language.ts"

const readings = (text: string, language: Language = "en") => factsOf(text, language).map(({ readings }) => readings[0])

describe("numbers and dates", () => {
  it("are the same in words and in digits, with and without separators", () => {
    assert.deepStrictEqual(readings("twelve, 12, 1,200, 1200, twelve hundred, one hundred and five, twenty-one"), [
      "#12",
      "#12",
      "#1200",
      "#1200",
      "#1200",
      "#105",
      "#21"
    ])
    assert.deepStrictEqual(readings("5½ or 5.5; $5.5 million or 5,500,000"), ["#5.5", "#5.5", "#5500000", "#5500000"])
    assert.deepStrictEqual(readings("1.200 Leute, 3,5 Millionen, einundzwanzig", "de"), ["#1200", "#3500000", "#21"])
    assert.deepStrictEqual(readings("1\u202f200 personnes, 3,5 %", "fr"), ["#1200", "#3.5"])
  })

  it("are the same date however it is spelled", () => {
    const dates = ["3 May 1998", "May 3rd, 1998", "1998-05-03", "the 3rd of May 1998"]
    assert.deepStrictEqual(
      dates.flatMap((date) => readings(date)),
      dates.map(() => "1998-05-03")
    )
    assert.deepStrictEqual(readings("am 3. Mai 1998", "de"), ["1998-05-03"])
    assert.deepStrictEqual(readings("03.05.1998", "de"), ["1998-05-03"])
    assert.deepStrictEqual(readings("le 3 mai 1998", "fr"), ["1998-05-03"])
  })

  it("imply what is less exact", () => {
    const [date] = factsOf("3 May 1998", "en")
    assert.includeMembers([...(date?.implied ?? [])], ["#1998", "1998-05"])
    assert.includeMembers([...(factsOf("1914–18", "en")[1]?.implied ?? [])], ["#1918"])
  })

  it("know their units", () => {
    const units = factsOf("24 percent, 12%, $32, 17-second, 10km, 40 kilometres", "en").map(({ unit }) => unit)
    assert.deepStrictEqual(units, ["%", "%", "$", "s", "km", "km"])
  })

  it("are not taken from the names of things, nor the month from a verb", () => {
    assert.deepStrictEqual(readings("MPEG-4 may march on"), ["mpeg4"])
    assert.deepStrictEqual(readings("2008's storm and the 1970s"), ["#2008", "1970s"])
  })
})

describe("names", () => {
  const names = (text: string, language: Language = "en") =>
    namesOf(text, language).flatMap(({ sure, text }) => (sure ? [text] : []))

  it("are rows of capitals, not the words that open a sentence", () => {
    assert.deepStrictEqual(names("The keeper was Alan Stevenson. Students came to Wittenberg's University of Arts."), [
      "Alan Stevenson",
      "Wittenberg",
      "University of Arts"
    ])
    assert.deepStrictEqual(names("Behind them walked J. K. Rowling and Dr. Smith."), ["J. K. Rowling", "Dr. Smith"])
  })

  it("are not every noun in German", () => {
    assert.deepStrictEqual(names("Der Hund trank Wasser mit Ludwig van Beethoven in Wien.", "de"), [
      "Ludwig van Beethoven",
      "Wien"
    ])
  })
})
