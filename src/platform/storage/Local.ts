import { randomUUID } from "node:crypto"
import { Clock, Config, DateTime, Duration, Effect, FileSystem, Option, Path, Result, Stream } from "effect"
import type { PlatformError } from "effect"
import type { StorageBackend, StoredObject } from "./StorageBackend.ts"
import { StorageError } from "./StorageError.ts"
import { StorageKey } from "./StorageKey.ts"

// No key has a `+` or a `~`. A directory carries a `+`, so that the keys `a` and `a/b` can both exist; what is being
// written waits in one directory, so that the sweep looks at leftovers only and not at every file there is.
const directoryMark = "+"
const unfinishedDirectory = "~unfinished"
const leftoverAge = Duration.days(1)

/** LOCAL_STORAGE_PATH, else `files` in DATA_DIR (./data). */
const rootConfig = Config.all({
  path: Config.option(Config.String("LOCAL_STORAGE_PATH")),
  dataDirectory: Config.String("DATA_DIR").pipe(Config.withDefault("./data"))
})

interface Place {
  readonly fs: FileSystem.FileSystem
  readonly path: Path.Path
  readonly root: string
  readonly unfinished: string
}

/**
 * Files in a directory, readable by their owner only: `books/7.pdf` is the file `books+/7.pdf`. A file is written
 * aside, flushed to the disk and renamed into place. Directories stay when they become empty, since taking one away
 * would race with a writer. Links are neither read nor listed. Any number of processes may share the directory. On a
 * file system that ignores case, keys that differ by case alone are one.
 */
export const make = Effect.gen(function* () {
  const place = yield* open
  const backend: StorageBackend = {
    write: (key, bytes) => write(place, key, bytes),
    stat: (key) => stat(place, key),
    read: (key, range) =>
      Stream.unwrap(
        Effect.as(
          stat(place, key),
          place.fs
            .stream(fileOf(place, key), range === undefined ? {} : { offset: range.offset, bytesToRead: range.length })
            .pipe(Stream.mapError(failsOrMisses("read", key)))
        )
      ),
    remove: Effect.forEach(
      (key) => Effect.mapError(place.fs.remove(fileOf(place, key), { force: true }), fails("remove", key)),
      { concurrency: 8, discard: true }
    ),
    list: (prefix) => walk(place, place.root, "", prefix),
    check: Effect.mapError(
      place.fs.access(place.unfinished, { readable: true, writable: true }),
      fails("reach", place.root)
    )
  }
  return backend
})

const open: Effect.Effect<Place, Config.ConfigError | StorageError, FileSystem.FileSystem | Path.Path> = Effect.gen(
  function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const config = yield* rootConfig
    const root = path.resolve(Option.getOrElse(config.path, () => path.join(config.dataDirectory, "files")))
    const place = { fs, path, root, unfinished: path.join(root, unfinishedDirectory) }
    yield* Effect.mapError(makeDirectory(place, place.unfinished), fails("open", root))
    yield* sweep(place)
    return place
  }
)

/** A key is a path of safe names below the root: `StorageKey` has seen to that. */
const fileOf = ({ path, root }: Place, key: StorageKey) => path.join(root, key.replaceAll("/", `${directoryMark}/`))

const fails = (operation: string, subject: string) => (error: PlatformError.PlatformError) =>
  StorageError.unavailable(`${operation} ${subject}`, error)

const failsOrMisses = (operation: string, key: StorageKey) => (error: PlatformError.PlatformError) =>
  error.reason._tag === "NotFound" ? StorageError.notFound(key) : fails(operation, key)(error)

const makeDirectory = ({ fs }: Place, directory: string) =>
  fs.makeDirectory(directory, { recursive: true, mode: 0o700 })

const write = <E, R>(place: Place, key: StorageKey, bytes: Stream.Stream<Uint8Array, E, R>) =>
  Effect.suspend(() => {
    const temporary = place.path.join(place.unfinished, randomUUID())
    return fill(place, temporary, key, bytes).pipe(
      Effect.andThen(Effect.mapError(publish(place, temporary, fileOf(place, key)), fails("write", key))),
      Effect.onError(() => Effect.ignore(place.fs.remove(temporary, { force: true })))
    )
  })

const fill = Effect.fnUntraced(function* <E, R>(
  { fs }: Place,
  temporary: string,
  key: StorageKey,
  bytes: Stream.Stream<Uint8Array, E, R>
) {
  const failed = fails("write", key)
  const file = yield* Effect.mapError(fs.open(temporary, { flag: "wx", mode: 0o600 }), failed)
  yield* Stream.runForEach(bytes, (chunk) => Effect.mapError(file.writeAll(chunk), failed))
  yield* Effect.mapError(file.sync, failed)
}, Effect.scoped)

/** Uninterruptible, so that an interrupted upload is either there and durable or was never seen. */
const publish = Effect.fnUntraced(function* (place: Place, temporary: string, target: string) {
  const { fs, path, root } = place
  yield* makeDirectory(place, path.dirname(target))
  yield* fs.rename(temporary, target)
  // The name is durable once each directory that leads to it is. Windows cannot sync a directory: it need not.
  for (let directory = path.dirname(target); directory.length >= root.length; directory = path.dirname(directory)) {
    yield* Effect.flatMap(fs.open(directory), (handle) => handle.sync).pipe(Effect.scoped, Effect.ignore)
  }
}, Effect.uninterruptible)

const stat = Effect.fnUntraced(function* (place: Place, key: StorageKey) {
  const info = yield* Effect.mapError(place.fs.lstat(fileOf(place, key)), failsOrMisses("stat", key))
  if (info.type !== "File") return yield* StorageError.notFound(key)
  const modifiedAt = DateTime.fromDateUnsafe(Option.getOrThrow(info.mtime))
  const object: StoredObject = { key, size: Number(info.size), modifiedAt }
  return object
})

/** Depth first, in the order of whole keys: a directory sorts as its name and a slash, as it does in S3. */
const walk = (
  place: Place,
  directory: string,
  above: string,
  prefix: string
): Stream.Stream<StoredObject, StorageError> =>
  place.fs.readDirectoryEntries(directory).pipe(
    Effect.mapError(fails("list", directory)),
    Effect.map((entries) =>
      entries
        .flatMap(({ name, type }) =>
          type === "File"
            ? [above + name]
            : type === "Directory" && name.endsWith(directoryMark)
              ? [`${above}${name.slice(0, -directoryMark.length)}/`]
              : []
        )
        .filter((key) => key.startsWith(prefix) || (key.endsWith("/") && prefix.startsWith(key)))
        .sort((one, other) => (one < other ? -1 : 1))
    ),
    Effect.map(Stream.fromIterable),
    Stream.unwrap,
    Stream.flatMap((key) =>
      key.endsWith("/")
        ? walk(place, place.path.join(directory, key.slice(above.length, -1) + directoryMark), key, prefix)
        : Stream.unwrap(present(place, key))
    )
  )

/** One object of a listing; none when it is no key of ours or was removed meanwhile. */
const present = (place: Place, key: string) =>
  StorageKey.makeOption(key).pipe(
    Option.match({
      onNone: () => Effect.succeed(Stream.empty),
      onSome: (key) =>
        stat(place, key).pipe(
          Effect.map(Stream.succeed),
          Effect.catchReason("StorageError", "ObjectNotFound", () => Effect.succeed(Stream.empty))
        )
    })
  )

/** Takes away what crashed writers left. Only by age: what is young may be another process's upload in flight. */
const sweep = Effect.fnUntraced(function* ({ fs, path, unfinished }: Place) {
  const now = yield* Clock.currentTimeMillis
  const names = yield* Effect.mapError(fs.readDirectory(unfinished), fails("sweep", unfinished))
  for (const name of names) {
    const file = path.join(unfinished, name)
    const info = yield* Effect.result(fs.lstat(file))
    if (Result.isFailure(info)) continue
    const age = now - Option.getOrThrow(info.success.mtime).getTime()
    if (age > Duration.toMillis(leftoverAge)) yield* Effect.ignore(fs.remove(file, { force: true }))
  }
})
