import { Effect } from "effect"
import { FileEmpty, FileTypeMismatch, type FileType, UnsupportedFileType } from "#contract/File.ts"
import { detectFileType } from "#platform/text/FileType.ts"

/** What the sender says of a file: nothing of it is believed, but it must not contradict the bytes. */
export interface Claim {
  readonly name: string
  readonly contentType: string
}

const extensions: ReadonlyArray<readonly [RegExp, FileType]> = [
  [/\.pdf$/i, "pdf"],
  [/\.(te?xt|md|markdown)$/i, "txt"]
]
const mediaTypes: Readonly<Record<string, FileType>> = {
  "application/pdf": "pdf",
  "text/plain": "txt",
  "text/markdown": "txt"
}

const claimed = ({ contentType, name }: Claim): ReadonlyArray<FileType> => {
  const byName = extensions.flatMap(([pattern, type]) => (pattern.test(name.trim()) ? [type] : []))
  const byMediaType = mediaTypes[contentType.toLowerCase()]
  return byMediaType === undefined ? byName : [...byName, byMediaType]
}

/** The type of a file by its first bytes, if it is one of `allowed` and what the sender called it. */
export const judge = Effect.fnUntraced(function* (head: Uint8Array, claim: Claim, allowed: ReadonlyArray<FileType>) {
  if (head.length === 0) return yield* new FileEmpty({})
  const type = detectFileType(head)
  if (claimed(claim).some((other) => other !== type)) return yield* new FileTypeMismatch({})
  if (type === undefined || !allowed.includes(type)) return yield* new UnsupportedFileType({})
  return type
})
