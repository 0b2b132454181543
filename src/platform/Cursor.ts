import { createHash } from "node:crypto"
import { Option, Schema } from "effect"
import { Base64Url } from "effect/encoding"

/** Where a list goes on: the sort values of the last item shown, its id last. */
export type Key = ReadonlyArray<string | number | null>

const Content = Schema.fromJsonString(
  Schema.Tuple([Schema.String, Schema.Array(Schema.Union([Schema.String, Schema.Finite, Schema.Null]))])
)
const encodeContent = Schema.encodeSync(Content)
const decodeContent = Schema.decodeUnknownOption(Content)

/** Enough to tell lists apart. It is no seal: whoever reads a key still checks each value's form. */
const markOf = (scope: string) => createHash("sha256").update(scope).digest("base64url").slice(0, 12)

/**
 * An opaque, URL-safe text for `key`, good for one list only: `scope` names that list with its owner, filters and order.
 */
export const encode = (scope: string, key: Key): string => Base64Url.encode(encodeContent([markOf(scope), key]))

/** The key that {@link encode} was given for the same scope; none for any other text. */
export const decode = (scope: string, text: string): Option.Option<Key> =>
  Option.flatMap(Option.getSuccess(Base64Url.decodeString(text)), decodeContent).pipe(
    Option.flatMap(([mark, key]) => (mark === markOf(scope) ? Option.some(key) : Option.none()))
  )
