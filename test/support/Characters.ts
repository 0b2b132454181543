import { Schema } from "effect"

/**
 * Code points of every kind that a text may hold, the troublesome ones often: controls, spaces, marks, halves of pairs.
 */
const troublesome = [
  0, 9, 10, 11, 12, 13, 0x1a, 0x20, 0x2d, 0x85, 0xa0, 0xad, 0x301, 0x308, 0x200b, 0x2028, 0x3000, 0xd83d
]

/** Arrays of it make texts; see `textOf`. */
export const Character = Schema.Union([
  Schema.Literals(troublesome),
  Schema.Int.check(Schema.isBetween({ minimum: 0x61, maximum: 0x7a })),
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0x10ffff }))
])

export const textOf = (characters: ReadonlyArray<number>) => String.fromCodePoint(...characters)
