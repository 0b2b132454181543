import { countTokens } from "../llm/TokenEstimate.ts"
import type { Chunk } from "./Chunk.ts"
import { enter } from "./Headings.ts"
import type { HeadingPath } from "./Headings.ts"
import { unitsOf } from "./Units.ts"
import type { Unit } from "./Units.ts"

/** How chunks are cut. */
export interface ChunkOptions {
  /** Tokens of a chunk by `countTokens`: 300 unless told. */
  readonly targetTokens?: number
  /** Share of a chunk that the next one begins with again, in whole sentences: 0.15 unless told. */
  readonly overlap?: number
}

/** What a chunk is being made of: units that are neighbours. */
interface Open {
  readonly units: ReadonlyArray<Unit>
  /** How many of them the chunk before has too. */
  readonly repeated: number
  readonly headings: HeadingPath
}

const spanTokens = (text: string, units: ReadonlyArray<Unit>): number =>
  units.length === 0 ? 0 : countTokens(text.slice(units[0]?.start, units.at(-1)?.end))

/** Where to cut units that are too many: at the last paragraph in the second half, else at the end. */
const cutAt = (text: string, units: ReadonlyArray<Unit>, target: number): number => {
  for (let at = units.length; at > 1; at--) {
    if (spanTokens(text, units.slice(0, at)) < target / 2) break
    if (units[at]?.opens ?? false) return at
  }
  return units.length
}

/** The last sentences that fit into the share of a chunk that is repeated. */
const overlapOf = (text: string, units: ReadonlyArray<Unit>, most: number): ReadonlyArray<Unit> => {
  let from = units.length
  while (from > 1 && units[from - 1]?.kind === "body" && spanTokens(text, units.slice(from - 1)) <= most) from--
  return units.slice(from)
}

/** Chunks of a text of any length, one by one. */
export function* generateChunks(text: string, options: ChunkOptions = {}): Generator<Omit<Chunk, "ordinal">> {
  const target = options.targetTokens ?? 300
  const repeat = target * (options.overlap ?? 0.15)
  let open: Open = { units: [], repeated: 0, headings: [] }
  let path: HeadingPath = []
  const closed = ({ headings, units }: Open): Omit<Chunk, "ordinal"> => {
    const start = units[0]?.start ?? 0
    const end = units.at(-1)?.end ?? 0
    return { start, end, headings: headings.map(({ text }) => text), tokens: countTokens(text.slice(start, end)) }
  }
  for (const unit of unitsOf(text)) {
    if (unit.kind === "heading") {
      path = enter(path, text.slice(unit.start, unit.end))
      const isBodiless = open.units.every(({ kind }) => kind === "heading")
      if (!isBodiless && spanTokens(text, open.units) >= target / 2) {
        yield closed(open)
        open = { units: [unit], repeated: 0, headings: path }
      } else {
        open = { units: [...open.units, unit], repeated: open.repeated, headings: isBodiless ? path : open.headings }
      }
      continue
    }
    if (open.units.length > open.repeated && spanTokens(text, [...open.units, unit]) > target) {
      const at = cutAt(text, [...open.units, unit], target)
      const whole = { ...open, units: open.units.slice(0, at) }
      yield closed(whole)
      const again = overlapOf(text, whole.units, repeat)
      open = { units: [...again, ...open.units.slice(at), unit], repeated: again.length, headings: path }
      continue
    }
    open = { ...open, units: [...open.units, unit] }
  }
  if (open.units.length > open.repeated) yield closed(open)
}

/** The chunks of a text in order, cut at paragraphs, else at sentences. */
export const chunksOf = (text: string, options: ChunkOptions = {}): ReadonlyArray<Chunk> =>
  Array.from(generateChunks(text, options), (chunk, ordinal) => ({ ordinal, ...chunk }))
