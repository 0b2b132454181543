import { Effect, Stream } from "effect"
import { FileTooLarge, type FileType } from "#contract/File.ts"
import { FILE_HEAD_BYTES } from "#platform/text/FileType.ts"
import { type Claim, judge } from "./FileVerdict.ts"
import type { UploadLimits } from "./UploadLimits.ts"

/**
 * The same bytes, looked at as they pass: the stream fails as soon as there are too many of them, or the first of them
 * are not of a type that is allowed and claimed. After it has ended, `type` is known.
 */
export const check = <E>(bytes: Stream.Stream<Uint8Array, E>, claim: Claim, limits: UploadLimits) => {
  const head = new Uint8Array(FILE_HEAD_BYTES)
  let seen = 0
  let type: FileType | undefined
  const decide = Effect.map(
    Effect.suspend(() => judge(head.subarray(0, Math.min(seen, head.length)), claim, limits.types)),
    (judged) => {
      type = judged
    }
  )
  const look = Effect.fnUntraced(function* (chunk: Uint8Array) {
    if (seen < head.length) head.set(chunk.subarray(0, head.length - seen), seen)
    seen += chunk.length
    if (seen > limits.maxBytes) return yield* new FileTooLarge({ maxBytes: limits.maxBytes })
    if (type === undefined && seen >= head.length) yield* decide
    return chunk
  })
  const atEnd = Stream.suspend(() => (type === undefined ? Stream.drain(Stream.fromEffect(decide)) : Stream.empty))
  return { bytes: Stream.concat(Stream.mapEffect(bytes, look), atEnd), type: () => type }
}
