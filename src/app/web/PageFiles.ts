import { Context, Effect, FileSystem, Option, Path } from "effect"
import { createHash } from "node:crypto"
import { fileURLToPath } from "node:url"
import { assetsPath } from "../http/Paths.ts"
import { codings } from "./ContentCoding.ts"

/** Where the built page lies. */
export const PageDirectory = Context.Reference<string>("luminalib/app/web/PageFiles/PageDirectory", {
  defaultValue: () => fileURLToPath(new URL("../../../dist/web", import.meta.url))
})

interface Form {
  readonly coding: string
  /** Where it lies. */
  readonly file: string
}

/** A file of the page, as it is answered. */
export interface PageFile {
  readonly contentType: string
  /** As it is; the others say the same in fewer bytes. */
  readonly plain: Form
  readonly coded: ReadonlyArray<Form>
  /** None where the name changes with what the file says: such a file is asked for once. */
  readonly etag: string | undefined
}

/** What has been built: the page itself, as text, and its files by their paths. */
export interface Page {
  readonly html: string
  readonly files: ReadonlyMap<string, PageFile>
}

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".ico": "image/vnd.microsoft.icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2"
}

const pageName = "index.html"

/** What the build notes for itself is nobody's business, and the page is answered in its own way. */
const isServed = (name: string) =>
  name !== pageName &&
  !name.split("/").some((part) => part.startsWith(".")) &&
  !codings.some(({ ending }) => name.endsWith(ending))

const describe = Effect.fnUntraced(function* (directory: string, name: string, names: ReadonlySet<string>) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(directory, name)
  const isNamedByContent = `/${name}`.startsWith(assetsPath)
  return {
    contentType: contentTypes[path.extname(name)] ?? "application/octet-stream",
    plain: { coding: "identity", file },
    coded: codings.flatMap(({ coding, ending }) =>
      names.has(`${name}${ending}`) ? [{ coding, file: `${file}${ending}` }] : []
    ),
    // The same in every process that serves the same build, whenever its files were copied. Weak, for all codings.
    etag: isNamedByContent
      ? undefined
      : `W/"${createHash("sha256")
          .update(yield* fs.readFile(file))
          .digest("base64url")
          .slice(0, 22)}"`
  } satisfies PageFile
})

/** Looks once what has been built. None: nothing. What is not found here is never looked for again by a name from outside. */
export const find = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const directory = yield* PageDirectory
  const index = path.join(directory, pageName)
  if (!(yield* fs.exists(index))) return Option.none<Page>()
  const all = (yield* fs.readDirectory(directory, { recursive: true })).map((name) => name.replaceAll("\\", "/"))
  const names = new Set(all)
  const files = new Map<string, PageFile>()
  for (const name of all.filter(isServed)) {
    const { type } = yield* fs.stat(path.join(directory, name))
    if (type === "File") files.set(`/${name}`, yield* describe(directory, name, names))
  }
  return Option.some<Page>({ html: yield* fs.readFileString(index), files })
})
