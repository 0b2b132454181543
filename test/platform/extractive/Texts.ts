/** An essay that says what it is about, gives examples, and concludes. */
export const essay = `Small Libraries and the Sea

Libraries on islands have always been poor and much loved. In this essay we show that small libraries on islands
survive when they share their books by boat. Many writers have described island life, but few have counted the
books. For example, the island of Vell had eleven books in 1911, and a boat came twice a year.

A boat costs about as much as two hundred books. However, it lasts for thirty years. The keeper of the library in
Marrow wrote a list of every loan in a blue ledger, and the ledger is still there (see Figure 3). She lent novels in
winter and almanacs in spring. In summer nobody read at all.

The sharing of books by boat began with a storm. Two islands had lost their roofs, and the books were carried to a
third one to dry. The readers of the third island liked the foreign books so well that they asked to keep them for a
season. Since then the small libraries of the islands have exchanged their books every autumn.

We conclude that sharing books by boat keeps small libraries on islands alive, because every reader finds something
new each season. I thank the keepers of the seven islands for their patience.
`

const people = ["Mara", "Old Tomas", "the miller", "Captain Hale", "the widow Brandt", "young Ilse", "the ferryman"]
const deeds = ["carried", "found", "forgot", "bought", "hid", "mended", "painted", "counted", "stole", "remembered"]
const things = [
  "the lantern",
  "a silver coin",
  "the letter",
  "three nets",
  "the clock",
  "a map of the coast",
  "the bell"
]
const places = [
  "beside the frozen harbour",
  "under the bridge",
  "in the chapel",
  "at the market",
  "on the long road north"
]
const times = ["before the storm came", "while the town slept", "in the year of the flood", "after the war had ended"]

const pick = (from: ReadonlyArray<string>, at: number) => from[at % from.length] ?? ""

/** A made-up novel of `chapters` chapters of about 5,600 characters, hard-wrapped as text taken from a PDF is. */
export const book = (chapters: number): string =>
  Array.from({ length: chapters }, (_, chapter) => {
    const sentences = Array.from({ length: 60 }, (_, at) => {
      const n = chapter * 61 + at * 7
      const who = pick(people, n + chapter)
      const what = `${pick(deeds, n)} ${pick(things, n * 3 + at)} ${pick(places, n + at)} ${pick(times, at)}`
      return `That winter ${who} ${what}, as ${chapter + at * 13} neighbours said.`
    })
    const body = sentences.join(" ").replace(/(.{60,80}) /g, "$1\n")
    return `Chapter ${chapter + 1}\n\n${body}\n`
  }).join("\n")
