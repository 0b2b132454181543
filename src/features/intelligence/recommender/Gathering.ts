import type { Interactions } from "#platform/recommender/Interactions.ts"

/** A book that a reader had, and how much that says of them. */
export interface Had {
  readonly bookId: string
  readonly weight: number
}

/** What readers had, as it is gathered reader by reader. */
export interface Gathering {
  /** The next reader's books, the oldest first, each once. */
  readonly add: (books: ReadonlyArray<Had>) => void
  readonly entries: () => number
  readonly readers: () => number
  readonly whole: () => { readonly interactions: Interactions; readonly bookIds: ReadonlyArray<string> }
}

/** Gathers at most so many entries, in so much memory: eight bytes each, and a hundred or so for each book. */
export const makeGathering = (most: number): Gathering => {
  const places = new Map<string, number>()
  const itemOf = new Int32Array(most)
  const weightOf = new Float32Array(most)
  const starts: Array<number> = [0]
  let length = 0
  const placeOf = (bookId: string): number => {
    const place = places.get(bookId) ?? places.size
    places.set(bookId, place)
    return place
  }
  return {
    add: (books) => {
      for (const { bookId, weight } of books) {
        if (length === most) break
        itemOf[length] = placeOf(bookId)
        weightOf[length] = weight
        length++
      }
      starts.push(length)
    },
    entries: () => length,
    readers: () => starts.length - 1,
    whole: () => ({
      bookIds: [...places.keys()],
      interactions: {
        items: places.size,
        starts: Int32Array.from(starts),
        itemOf: itemOf.slice(0, length),
        weightOf: weightOf.slice(0, length)
      }
    })
  }
}
