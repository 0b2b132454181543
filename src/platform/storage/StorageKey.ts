import { Schema } from "effect"

const segment = /^[A-Za-z0-9._-]{1,128}$/

const isKey = (text: string) =>
  text.length <= 512 && text.split("/").every((part) => segment.test(part) && part !== "." && part !== "..")

/**
 * The name of a stored object: segments of 1 to 128 letters, digits, `.`, `_` or `-`, parted by single slashes, at most
 * 512 characters in all and no segment `.` or `..`. Such a name is safe as a path, in a URL and in XML, so what a
 * user typed can be part of a key only after it passed this schema.
 */
export const StorageKey = Schema.String.check(
  Schema.makeFilter(isKey, { expected: "slash-separated segments of letters, digits, '.', '_' or '-'" })
).pipe(Schema.brand("StorageKey"))
export type StorageKey = typeof StorageKey.Type
