import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { Isbn } from "#contract/catalogue/Isbn.ts"

const read = Schema.decodeUnknownOption(Isbn)

/** Source: ISBN Users' Manual, appendix on check digits: weights 10 to 2, modulo 11, X for 10. */
const checkDigit10 = (digits: ReadonlyArray<number>) => {
  const check = (11 - (digits.reduce((sum, digit, i) => sum + digit * (10 - i), 0) % 11)) % 11
  return check === 10 ? "X" : `${check}`
}

const Digit = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 }))
const NineDigits = Schema.Array(Digit).check(Schema.isMinLength(9), Schema.isMaxLength(9))

describe("ISBN", () => {
  it.each([
    ["978-0-441-17271-9", "9780441172719"],
    ["9780441172719", "9780441172719"],
    ["0-306-40615-2", "9780306406157"],
    ["080442957X", "9780804429573"],
    ["0-8044-2957-x", "9780804429573"],
    [" 978 0 306 40615 7 ", "9780306406157"],
    ["979\u201310\u201390636\u201307\u20131", "9791090636071"]
  ])("%j is kept as %s", (typed, kept) => {
    assert.deepStrictEqual(read(typed), Option.some(kept))
  })

  it.each(["", "9780441172718", "0306406153", "977044117271X", "1234567890123", "9".repeat(1000), "97804411727١٩"])(
    "%j is refused",
    (typed) => {
      assert.isTrue(Option.isNone(read(typed)))
    }
  )

  it.prop("the ten and the thirteen digits of a book are one number", [NineDigits], ([digits]) => {
    const ten = digits.join("") + checkDigit10(digits)
    const kept = Option.getOrThrow(read(ten))
    assert.match(kept, /^978[0-9]{10}$/)
    assert.strictEqual(kept.slice(3, 12), digits.join(""))
    assert.deepStrictEqual(read(kept), Option.some(kept))
  })

  it.prop("one wrong digit is always noticed", [NineDigits, Digit, Digit], ([digits, position, digit]) => {
    const kept = Option.getOrThrow(read(digits.join("") + checkDigit10(digits)))
    const index = 3 + position
    if (kept[index] === `${digit}`) return
    assert.isTrue(Option.isNone(read(kept.slice(0, index) + digit + kept.slice(index + 1))))
  })
})
