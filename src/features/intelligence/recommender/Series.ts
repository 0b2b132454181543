/** A series that a title names, and whether it does so in as many words. */
export interface Series {
  readonly name: string
  /** By which names are compared. */
  readonly key: string
  /** "Vol. 2" rather than a mere number at the end. */
  readonly isExplicit: boolean
}

const counted = "(?:#|n[ro°]\\.?|vol(?:ume|\\.)?|book|part|band|bd\\.?|teil|tome|t\\.|libro|livre|deel|parte)"
const number = "(?:\\d{1,3}(?:\\.\\d)?|[ivx]{1,5}|one|two|three|four|five|six|seven|eight|nine|ten)"

/** "Dune Messiah (Dune, #2)" */
const bracketed = new RegExp(`\\(([^()]{2,80}?)[,;:]?\\s*${counted}\\s*${number}\\)\\s*$`, "iu")
/** "The Stormlight Archive, Vol. 2: Words of Radiance" */
const volume = new RegExp(`^(.{2,80}?)[\\s,;:–—-]+${counted}\\s*${number}(?![\\p{L}\\p{N}])`, "iu")
/** "Foundation 2" */
const numbered = /^(.{2,80}?)\s+(?:\d{1,2}|[IVX]{1,4})(?::.*)?$/u

const keyOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/^(?:the|a|an|der|die|das|le|la|les|el|los|las)\s+/u, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()

/** The series that a title says it is of. */
export const seriesOf = (title: string): Series | undefined => {
  const explicit = bracketed.exec(title)?.[1] ?? volume.exec(title)?.[1]
  const name = (explicit ?? numbered.exec(title)?.[1])?.trim()
  const key = name === undefined ? "" : keyOf(name)
  return name === undefined || key === "" ? undefined : { name, key, isExplicit: explicit !== undefined }
}

/** A book as far as its series can be told. */
interface Titled {
  readonly title: string
  readonly authorKey: string
}

/**
 * The series that two books share. Both name it, or one is called as the series of the other is, as first volumes are; of
 * different authors only where both name it in as many words.
 */
export const sharedSeries = (one: Titled, other: Titled): string | undefined => {
  const [a, b] = [seriesOf(one.title), seriesOf(other.title)]
  const isSame = a !== undefined && b !== undefined && a.key === b.key
  if (isSame && a.isExplicit && b.isExplicit) return a.name
  if (one.authorKey !== other.authorKey) return undefined
  if (isSame) return a.name
  if (a !== undefined && a.key === keyOf(other.title)) return a.name
  return b !== undefined && b.key === keyOf(one.title) ? b.name : undefined
}
