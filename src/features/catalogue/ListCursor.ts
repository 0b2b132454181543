import { Effect, Option, Schema } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import { InvalidCursor } from "#contract/Page.ts"
import * as Cursor from "#platform/Cursor.ts"

/** Years and moments as whole numbers, ranks as they come; none so large that the database could not read it. */
const NumberKey = Schema.Finite.check(Schema.isBetween({ minimum: -1e14, maximum: 1e14 }))
/** The sorted form of a title or an author. */
const TextKey = Schema.String.check(Schema.isMaxLength(128), Schema.isPattern(/^[^\0]*$/))

/** Where a page ended: the sort key and id of its last book, and whether the search forgave mistakes. */
export interface Position {
  readonly key: string | number
  readonly id: BookId
  readonly forgiving: boolean
}

const Content = Schema.Tuple([Schema.Literals([0, 1]), Schema.Union([NumberKey, TextKey]), BookId])
const read = Schema.decodeUnknownOption(Content)

/** No text that is searched for has a zero byte: joined by it, different lists have different names. */
const scopeOf = (list: ReadonlyArray<string>): string => list.join("\0")

/** The text for the next page of a list; at most 512 characters. */
export const encodeCursor = (list: ReadonlyArray<string>, { forgiving, id, key }: Position): string =>
  Cursor.encode(scopeOf(list), [forgiving ? 1 : 0, key, id])

/** Reads a cursor of this very list. `keyType`: what its order sorts by. */
export const decodeCursor = (
  list: ReadonlyArray<string>,
  keyType: "number" | "string",
  cursor: string
): Effect.Effect<Position, InvalidCursor> =>
  Option.flatMap(Cursor.decode(scopeOf(list), cursor), read).pipe(
    Option.filter(([, key]) => typeof key === keyType),
    Option.map(([forgiving, key, id]) => ({ key, id, forgiving: forgiving === 1 })),
    Effect.fromOption,
    Effect.mapError(() => new InvalidCursor({}))
  )
