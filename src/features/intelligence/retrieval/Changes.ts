import type { CutChunk } from "./CutText.ts"
import type { KnownChunk, Place } from "./ChunkRepo.ts"

/** How the chunks of a source become those of its new text. */
export interface Changes {
  /** To be written. */
  readonly fresh: ReadonlyArray<CutChunk>
  /** Written already, with the same text. */
  readonly kept: number
  /** Those of them that stand elsewhere now, or belong to another revision. */
  readonly moved: ReadonlyArray<Place>
}

const placeOf = (id: string, { end, firstPage, lastPage, ordinal, start }: CutChunk): Place => ({
  id,
  ordinal,
  startAt: start,
  endAt: end,
  firstPage,
  lastPage
})

const isAt = (known: KnownChunk, place: Place): boolean =>
  known.ordinal === place.ordinal &&
  known.startAt === place.startAt &&
  known.endAt === place.endAt &&
  known.firstPage === place.firstPage &&
  known.lastPage === place.lastPage

/**
 * What changes so that the known chunks become the cut ones. Chunks with the same hash are the same; where there are
 * several, in their order.
 */
export const changesOf = (
  known: ReadonlyArray<KnownChunk>,
  cut: ReadonlyArray<CutChunk>,
  revision: string
): Changes => {
  const byHash = new Map<string, Array<KnownChunk>>()
  for (const chunk of known.toReversed()) {
    const same = byHash.get(chunk.hash)
    if (same === undefined) byHash.set(chunk.hash, [chunk])
    else same.push(chunk)
  }
  const fresh: Array<CutChunk> = []
  const moved: Array<Place> = []
  for (const chunk of cut) {
    const same = byHash.get(chunk.hash)?.pop()
    if (same === undefined) {
      fresh.push(chunk)
      continue
    }
    const place = placeOf(same.id, chunk)
    if (same.revision !== revision || !isAt(same, place)) moved.push(place)
  }
  return { fresh, kept: cut.length - fresh.length, moved }
}
