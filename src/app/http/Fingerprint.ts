import { createHash, type Hash } from "node:crypto"
import { Effect, Stream } from "effect"
import type { HttpServerRequest, Multipart } from "effect/http"

type Form = HttpServerRequest.HttpServerRequest["multipartStream"]

/** Each text with its length before it, so that no two lists of texts read the same. */
const write = (hash: Hash, ...texts: ReadonlyArray<string>): Hash =>
  texts.reduce((hash, text) => hash.update(`${Buffer.byteLength(text)}:`).update(text), hash)

/** What a request asks for, as SHA-256 in hex: path and query, and the bytes of its body if it has one. */
export const fingerprintOf = (target: string, body: Uint8Array): string =>
  write(createHash("sha256"), "bytes", target).update(body).digest("hex")

/** The same file, with its content on the way through other hands. */
const withContent = (part: Multipart.File, content: Multipart.File["content"]): Multipart.File =>
  Object.create(part, { content: { value: content }, contentEffect: { value: Stream.mkUint8Array(content) } })

/**
 * The fingerprint of a form, made while somebody reads it: path and query, and of each part in turn what it is called and
 * says. Where the parts begin and end in the body, and how that is marked, does not count.
 */
export class FormFingerprint {
  private readonly hash: Hash
  private unread = 0
  private ended = false

  constructor(target: string) {
    this.hash = write(createHash("sha256"), "form", target)
  }

  /** The same parts, looked at as they pass. */
  observe(form: Form): Form {
    const observed = Stream.map(form, (part) => (part._tag === "File" ? this.file(part) : this.field(part)))
    return Stream.concat(
      observed,
      Stream.suspend(() => {
        this.ended = true
        return Stream.empty
      })
    )
  }

  /** Undefined until the form and each of its files have been read to their ends. */
  digest(): string | undefined {
    return this.ended && this.unread === 0 ? this.hash.copy().digest("hex") : undefined
  }

  private field(part: Multipart.Field): Multipart.Field {
    write(this.hash, "field", part.key, part.value)
    return part
  }

  private file(part: Multipart.File): Multipart.File {
    const hash = createHash("sha256")
    this.unread += 1
    const passing = Stream.mapArray(part.content, (chunks) => {
      for (const chunk of chunks) hash.update(chunk)
      return chunks
    })
    const read = Stream.suspend(() => {
      this.unread -= 1
      write(this.hash, "file", part.key, part.name, part.contentType, hash.digest("hex"))
      return Stream.empty
    })
    return withContent(part, Stream.concat(passing, read))
  }
}

/** Reads a form for nothing but its fingerprint. None where it breaks off or cannot be read. */
export const fingerprintOfForm = (target: string, form: Form) => {
  const fingerprint = new FormFingerprint(target)
  return Stream.runForEach(fingerprint.observe(form), (part) =>
    part._tag === "File" ? Stream.runDrain(part.content) : Effect.void
  ).pipe(
    Effect.map(() => fingerprint.digest()),
    Effect.catchTag("MultipartError", () => Effect.undefined)
  )
}
