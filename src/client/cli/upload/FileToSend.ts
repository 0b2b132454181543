import { Context, Effect, FileSystem, Path, Ref, Stream } from "effect"
import { createHash } from "node:crypto"
import { CommandFailed } from "../CommandFailed.ts"

/** A file on disk as a part of a form: read while it is sent, and never as a whole in memory. */
class FileOnDisk extends File {
  readonly #open: () => ReadableStream<Uint8Array<ArrayBuffer>>

  constructor(name: string, open: () => ReadableStream<Uint8Array<ArrayBuffer>>) {
    super([], name)
    this.#open = open
  }

  override stream() {
    return this.#open()
  }
}

/** A file that somebody wants to upload, looked at once already. */
export interface FileToSend {
  /** As it was named on the command line. */
  readonly path: string
  /** Without its folders. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Of its content, in hex. */
  readonly sha256: string
  /** The part of a form, which adds what was sent to the count. */
  readonly part: (sent: Ref.Ref<number>) => Effect.Effect<File>
}

const hashOf = (fs: FileSystem.FileSystem, path: string) =>
  Effect.suspend(() => {
    const hash = createHash("sha256")
    return Stream.runForEach(fs.stream(path), (chunk) => Effect.sync(() => hash.update(chunk))).pipe(
      Effect.map(() => hash.digest("hex"))
    )
  })

/** Reads the file once, for its hash. Fails where it cannot be read. */
export const fileToSend = Effect.fnUntraced(
  function* (path: string) {
    const fs = yield* FileSystem.FileSystem
    const { basename } = yield* Path.Path
    const { size, type } = yield* fs.stat(path)
    if (type !== "File") return yield* new CommandFailed({ code: "NO_FILE", text: `${path} is not a file` })
    const name = basename(path)
    const file: FileToSend = {
      path,
      name,
      size: Number(size),
      sha256: yield* hashOf(fs, path),
      part: (sent) =>
        Effect.as(
          Ref.set(sent, 0),
          new FileOnDisk(name, () =>
            Stream.toReadableStreamWith(
              fs.stream(path).pipe(
                Stream.map((chunk) => Uint8Array.from(chunk)),
                Stream.tap((chunk) => Ref.update(sent, (count) => count + chunk.length))
              ),
              Context.empty()
            )
          )
        )
    }
    return file
  },
  Effect.catchTag("PlatformError", ({ message, reason }) =>
    reason._tag === "NotFound"
      ? new CommandFailed({ code: "NO_FILE", text: "There is no such file" })
      : new CommandFailed({ code: "FILE_UNREADABLE", text: `The file cannot be read: ${message}` })
  )
)

/** The text fields of a form, in their order. */
export type Fields = ReadonlyArray<readonly [name: string, value: string]>

/** The same for the same file with the same words, whenever and wherever it is sent; another for anything else. */
export const keyOf = (fields: Fields, { name, sha256 }: FileToSend): string =>
  `upload-${createHash("sha256")
    .update(JSON.stringify([fields, name, sha256]))
    .digest("hex")}`
