import { Config, Effect, FileSystem, Option, Path } from "effect"
import { statfs } from "node:fs/promises"
import process from "node:process"
import { examine, fail, type Finding, ok, warn } from "./Finding.ts"
import type { Profile } from "./Profile.ts"

const wantedNode = 24
const gibibyte = 1024 ** 3
/** Free bytes below which an upload or two fills the disk, and below which it is full for every purpose. */
const little = gibibyte
const none = gibibyte / 10

/** Whether this is a Node that the program runs on. */
export const node = Effect.sync(() => {
  const version = process.versions.node
  return [
    Number(version.split(".")[0]) >= wantedNode
      ? ok("node", version)
      : fail("node", `${version} is too old`, `run \`npm ci\` here, or install Node ${wantedNode}`)
  ]
})

/** The folder itself, or the nearest above it that is there. */
const nearest = Effect.fnUntraced(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  const { dirname } = yield* Path.Path
  let place = directory
  const isThere = (path: string) => Effect.orElseSucceed(fs.exists(path), () => false)
  while (!(yield* isThere(place)) && dirname(place) !== place) place = dirname(place)
  return place
})

/** LOCAL_STORAGE_PATH, where files may be kept apart from the rest. */
const filesDirectory = Effect.fnUntraced(function* ({ dataDirectory, storageUrl }: Profile) {
  const { resolve } = yield* Path.Path
  const path = yield* Config.option(Config.String("LOCAL_STORAGE_PATH"))
  return storageUrl === ""
    ? Option.getOrElse(
        Option.map(path, (path) => resolve(path)),
        () => dataDirectory
      )
    : undefined
})

const writable = Effect.fnUntraced(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  const place = yield* nearest(directory)
  const remedy = "let the user of this process write there, or name another folder (DATA_DIR, LOCAL_STORAGE_PATH)"
  if ((yield* fs.stat(place)).type !== "Directory") return fail("folder", `${place} is not a folder`, remedy)
  const isWritable = yield* Effect.isSuccess(fs.access(place, { readable: true, writable: true }))
  const is = place === directory ? "writable" : "made at the first start"
  return isWritable ? ok("folder", `${directory} is ${is}`) : fail("folder", `${place} cannot be written`, remedy)
})

const space = Effect.fnUntraced(function* (directory: string) {
  const place = yield* nearest(directory)
  const { bavail, bsize } = yield* Effect.tryPromise(() => statfs(place))
  const free = bavail * bsize
  const text = `${(free / gibibyte).toFixed(1)} GB free at ${place}`
  const remedy = "make room: uploads and the database stop when the disk is full"
  if (free < none) return fail("disk", text, remedy)
  return free < little ? warn("disk", text, remedy) : ok("disk", text)
})

/** Whether the folders that this installation keeps things in can be written, and have room. */
export const folders = (profile: Profile) =>
  examine(
    { name: "folder", remedy: "look at DATA_DIR and LOCAL_STORAGE_PATH" },
    Effect.gen(function* () {
      const files = yield* filesDirectory(profile)
      const isKept = profile.databaseUrl === ""
      const kept = new Set([...(isKept ? [profile.dataDirectory] : []), ...(files === undefined ? [] : [files])])
      const findings: Array<Finding> = []
      for (const directory of kept) findings.push(yield* writable(directory), yield* space(directory))
      return findings
    })
  )
