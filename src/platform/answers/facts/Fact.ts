/** A number, rank, date or time that a text states. Facts are the same when one of their readings is. */
export interface Fact {
  /** As written. */
  readonly text: string
  /** Offsets in UTF-16 units, `end` exclusive. */
  readonly start: number
  readonly end: number
  readonly kind: "number" | "ordinal" | "date" | "time" | "code"
  /** What it may mean, in one spelling for all: "#1200", "3rd", "1998-05-03". Nearly always one. */
  readonly readings: ReadonlyArray<string>
  /** What is true as well where this is: the year of a date, the decade of "1970s". */
  readonly implied: ReadonlyArray<string>
  /** What it counts, where that is a unit: "%", "$", "km". */
  readonly unit: string | undefined
  /** A word that is rather a pronoun or an adverb than a number: "one", "first". */
  readonly weak: boolean
}
