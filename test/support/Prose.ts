/** Small and repeatable: the same seed gives the same text on every machine. Source: mulberry32, public domain. */
const randomOf = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const people = [
  "The harbour master",
  "Old Marta",
  "The lighthouse keeper",
  "A young surveyor",
  "The ferryman",
  "Her sister"
]
const deeds = ["remembered", "described", "mended", "measured", "sold", "followed", "forgot", "painted"]
const things = [
  "the northern pier",
  "a letter from the island",
  "the broken bell",
  "the winter storms",
  "an unfinished map"
]
const turns = [
  "because the tide would not wait",
  "although nobody in the village believed it",
  "while the boats came home one by one",
  "and the whole town spoke of it for years",
  "until the council at last gave way",
  "so that the children would know the way"
]

/** Sentences of a book about a harbour: enough variety for a summary, in plain English. */
export const sentences = (count: number, seed = 1): ReadonlyArray<string> => {
  const random = randomOf(seed)
  const pick = (from: ReadonlyArray<string>) => from[Math.floor(random() * from.length)] ?? ""
  return Array.from(
    { length: count },
    (_, i) =>
      `${pick(people)} ${pick(deeds)} ${pick(things)} in the year ${1800 + ((i * 7 + seed) % 190)}, ${pick(turns)}.`
  )
}

/** Pages of a book, about a dozen sentences each, every one different. */
export const pages = (count: number, seed = 1): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, page) => sentences(12, seed * 1000 + page).join(" "))
