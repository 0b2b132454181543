import type { Token } from "./Wording.ts"

/** Words of a sentence, and those that its source has in their place: between two words that both have, in order. */
export interface Gap {
  readonly ours: ReadonlyArray<Token>
  readonly theirs: ReadonlyArray<Token>
  /** The words that both have before and after, as the source has them; absent at the ends. */
  readonly before: Token | undefined
  readonly after: Token | undefined
}

/** A sentence laid beside its source. */
export interface Alignment {
  readonly gaps: ReadonlyArray<Gap>
  /** Share of the sentence's words that the source has in the same order, 0..1. */
  readonly kept: number
}

const same = (a: Token, b: Token): boolean =>
  a.form === b.form ||
  (a.stem !== "" && a.stem === b.stem) ||
  (a.fact !== undefined && b.fact !== undefined && a.fact.readings.some((one) => b.fact?.readings.includes(one)))

/** Places of the longest common subsequence, as near to each other as can be. */
const common = (ours: ReadonlyArray<Token>, theirs: ReadonlyArray<Token>) => {
  const width = theirs.length + 1
  const lengths = new Int32Array((ours.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0
  const equal = ours.map((a) => theirs.map((b) => same(a, b)))
  for (let i = ours.length - 1; i >= 0; i--) {
    for (let j = theirs.length - 1; j >= 0; j--) {
      lengths[i * width + j] = equal[i]?.[j] === true ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const pairs: Array<readonly [ours: number, theirs: number]> = []
  for (let i = 0, j = 0; i < ours.length && j < theirs.length;) {
    if (equal[i]?.[j] === true && at(i, j) === at(i + 1, j + 1) + 1) pairs.push([i++, j++])
    else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return pairs
}

/** The last words of a stretch, back to where their clause begins. */
const lastClause = (tokens: ReadonlyArray<Token>): ReadonlyArray<Token> =>
  tokens.slice(
    Math.max(
      0,
      tokens.findLastIndex(({ opensClause }) => opensClause)
    )
  )

/** The first words of a stretch, up to where the next clause begins. */
const firstClause = (tokens: ReadonlyArray<Token>): ReadonlyArray<Token> => {
  const next = tokens.findIndex(({ opensClause }) => opensClause)
  return next < 0 ? tokens : tokens.slice(0, next)
}

/**
 * Lays a sentence beside its source word by word. What the source says before the first and after the last word in common
 * counts only as far as its clause goes.
 */
export const align = (ours: ReadonlyArray<Token>, theirs: ReadonlyArray<Token>): Alignment => {
  const pairs = common(ours, theirs)
  const ends = [[-1, -1] as const, ...pairs, [ours.length, theirs.length] as const]
  const gaps = ends.slice(1).map(([i, j], at): Gap => {
    const [before, source] = ends[at] ?? [-1, -1]
    const between = theirs.slice(source + 1, j)
    return {
      ours: ours.slice(before + 1, i),
      theirs: before < 0 ? lastClause(between) : i === ours.length ? firstClause(between) : between,
      before: theirs[source],
      after: theirs[j]
    }
  })
  return {
    gaps: gaps.filter(({ ours, theirs }) => ours.length + theirs.length > 0),
    kept: ours.length === 0 ? 0 : pairs.length / ours.length
  }
}
