import { countTokens } from "../llm/TokenEstimate.ts"
import type { Chunk } from "./Chunk.ts"
import { enter } from "./Headings.ts"
import type { HeadingPath } from "./Headings.ts"
import { unitsOf } from "./Units.ts"
import type { Unit } from "./Units.ts"

const defaultTarget = 300
const defaultOverlap = 0.15

/** How chunks are cut. */
export interface ChunkOptions {
  /** Tokens of a chunk by `countTokens`: 300 unless told. */
  readonly targetTokens?: number
  /** Share of a chunk that the next one begins with again, in whole sentences: 0.15 unless told. */
  readonly overlap?: number
}

/** A unit under its headings. */
interface Placed extends Unit {
  readonly headings: HeadingPath
}

/** What a chunk is made of: units that are neighbours, and how many of them the chunk before has too. */
interface Open {
  readonly units: ReadonlyArray<Placed>
  readonly repeated: number
}

const nothing: Open = { units: [], repeated: 0 }

const tokensOf = (text: string, units: ReadonlyArray<Unit>): number =>
  units.length === 0 ? 0 : countTokens(text.slice(units[0]?.start, units.at(-1)?.end))

/** Where to cut units that are too many: at the last paragraph in the second half, else before the last unit. */
const cutAt = (text: string, units: ReadonlyArray<Unit>, target: number): number => {
  for (let at = units.length - 1; at > 0; at--) {
    if (tokensOf(text, units.slice(0, at)) < target / 2) break
    if ((units[at]?.opens ?? false) && units[at - 1]?.kind === "body") return at
  }
  return units.length - 1
}

/** As many of the last sentences as come closest to the share that is repeated and fit, never all. */
const overlapOf = (
  text: string,
  units: ReadonlyArray<Placed>,
  { fits, wanted }: { readonly wanted: number; readonly fits: (again: ReadonlyArray<Placed>) => boolean }
): ReadonlyArray<Placed> => {
  const missing = (from: number) => Math.abs(wanted - tokensOf(text, units.slice(from)))
  let from = units.length
  while (from > 1 && units[from - 1]?.kind === "body" && missing(from - 1) <= missing(from)) from--
  while (from < units.length && !fits(units.slice(from))) from++
  return units.slice(from)
}

/** Units grouped to chunks, in order. */
function* groups(text: string, options: ChunkOptions): Generator<Open> {
  const target = options.targetTokens ?? defaultTarget
  const wanted = target * (options.overlap ?? defaultOverlap)
  let open = nothing
  let path: HeadingPath = []
  for (const unit of unitsOf(text)) {
    if (unit.kind === "heading") path = enter(path, text.slice(unit.start, unit.end))
    const units = [...open.units, { ...unit, headings: path }]
    const opensSection =
      unit.kind === "heading" && open.units.at(-1)?.kind === "body" && tokensOf(text, open.units) >= target / 2
    if (opensSection) {
      yield open
      open = { units: units.slice(-1), repeated: 0 }
    } else if (open.units.length > open.repeated && tokensOf(text, units) > target) {
      const at = Math.max(cutAt(text, units, target), open.repeated + 1)
      const rest = units.slice(at)
      const whole = units.slice(0, at)
      yield { units: whole, repeated: open.repeated }
      const fits = (again: ReadonlyArray<Placed>) => tokensOf(text, [...again, ...rest]) <= target
      const again = rest[0]?.kind === "body" ? overlapOf(text, whole, { wanted, fits }) : []
      open = { units: [...again, ...rest], repeated: again.length }
    } else {
      open = { ...open, units }
    }
  }
  yield open
}

/** The same groups, but what is left at the end joins the one before if it is less than half a chunk. */
function* withoutRemnant(text: string, found: Iterable<Open>, target: number): Generator<Open> {
  let before: Open | undefined
  let last: Open | undefined
  for (const each of found) {
    if (before !== undefined) yield before
    before = last
    last = each
  }
  const own = last?.units.slice(last.repeated) ?? []
  const together = [...(before?.units ?? []), ...own]
  const isRemnant = tokensOf(text, own) < target / 2 && tokensOf(text, together) < target * 1.5
  if (before !== undefined && isRemnant) {
    yield { ...before, units: together }
  } else {
    if (before !== undefined) yield before
    if (last !== undefined) yield last
  }
}

/** The headings of what is its own: of its first sentence, or of its last heading where it has none. */
const headingsOf = ({ repeated, units }: Open): ReadonlyArray<string> => {
  const own = units.slice(repeated)
  const first = own.find(({ kind }) => kind === "body") ?? own.at(-1)
  return (first?.headings ?? []).map(({ text }) => text)
}

/**
 * The chunks of a text in order, one by one: about as many tokens as wished and never more, but for the last. They end
 * with a paragraph if one ends in their second half, else with a sentence, and begin with the last sentences of the one
 * before. A heading begins a new chunk unless the one before is still small. Together they hold all that is not white
 * space. Time grows with the length of the text.
 */
function* generateChunks(text: string, options: ChunkOptions = {}): Generator<Chunk> {
  let ordinal = 0
  for (const each of withoutRemnant(text, groups(text, options), options.targetTokens ?? defaultTarget)) {
    const start = each.units[0]?.start
    const end = each.units.at(-1)?.end
    if (start === undefined || end === undefined) continue
    yield { ordinal: ordinal++, start, end, headings: headingsOf(each), tokens: countTokens(text.slice(start, end)) }
  }
}

/** All chunks of a text, as `generateChunks` makes them. */
export const chunksOf = (text: string, options: ChunkOptions = {}): ReadonlyArray<Chunk> =>
  Array.from(generateChunks(text, options))
