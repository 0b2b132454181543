import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { brotliCompressSync } from "node:zlib"

/** A chunk as Vite lists it: its file, and the chunks that it cannot begin without. */
interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: ReadonlyArray<string>
  readonly css?: ReadonlyArray<string>
}

export type Manifest = Readonly<Record<string, Chunk>>

/** What the start page loads beside the entry. */
const startParts = ["shell/Shell.tsx", "pages/home/HomePage.tsx", "messages/en/index.ts"]

/** The chunks without which the start page is not whole: the entry, its parts, and all that these import statically. */
export const firstChunks = (manifest: Manifest): ReadonlySet<string> => {
  const found = new Set<string>()
  const add = (name: string): void => {
    const chunk = manifest[name]
    if (chunk === undefined || found.has(name)) return
    found.add(name)
    chunk.imports?.forEach(add)
  }
  for (const [name, chunk] of Object.entries(manifest)) if (chunk.isEntry === true) add(name)
  startParts.forEach(add)
  return found
}

/** Scripts that the page itself names beside its entry. */
const ownScripts = (html: string) => [...html.matchAll(/<script\b[^>]*\bsrc="\/([^"]+)"/g)].map(([, file = ""]) => file)

/** Files and their bytes compressed with brotli, as browsers fetch them, the heaviest first. */
type Weights = ReadonlyArray<readonly [file: string, bytes: number]>

/** What a browser fetches first, and all styles. */
export interface Weight {
  readonly scripts: Weights
  readonly styles: Weights
}

export const sum = (weights: Weights): number => weights.reduce((bytes, [, more]) => bytes + more, 0)

export const weigh = (directory: string, manifestName: string): Weight => {
  const manifest: Manifest = JSON.parse(readFileSync(join(directory, manifestName), "utf8"))
  const chunks = [...firstChunks(manifest)].flatMap((name) => manifest[name] ?? [])
  const scripts = new Set([
    ...chunks.map(({ file }) => file).filter((file) => file.endsWith(".js")),
    ...ownScripts(readFileSync(join(directory, "index.html"), "utf8"))
  ])
  const styles = new Set(
    Object.values(manifest).flatMap(({ css = [], file }) => [...css, ...(file.endsWith(".css") ? [file] : [])])
  )
  return { scripts: weightsOf(directory, scripts), styles: weightsOf(directory, styles) }
}

const weightsOf = (directory: string, files: ReadonlySet<string>): Weights =>
  [...files]
    .map((file) => {
      const path = join(directory, file)
      if (!existsSync(path)) throw new Error(`${file} is listed and not there`)
      return [file, brotliCompressSync(readFileSync(path)).length] as const
    })
    .toSorted(([, a], [, b]) => b - a)
