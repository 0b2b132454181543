const names = [
  "january jan januar janvier janv enero gennaio gen januari janeiro jänner",
  "february feb februar février févr fév febrero febbraio februari fevereiro",
  "march mar märz mars marzo maart março mrz",
  "april apr avril avr abril aprile",
  "may mai mayo maggio mei maio",
  "june jun juni juin junio giugno junho",
  "july jul juli juillet juil julio luglio julho",
  "august aug août agosto augustus",
  "september sept sep septembre septiembre settembre setembro",
  "october oct oktober okt octobre octubre ottobre outubro",
  "november nov novembre noviembre novembro",
  "december dec dezember dez décembre déc diciembre dicembre dezembro"
]

const months: ReadonlyMap<string, number> = new Map(
  names.flatMap((line, at) => line.split(" ").map((name): readonly [string, number] => [name, at + 1]))
)

/** The month, 1..12, that a word in any of our languages names; whatever its case. */
export const monthOf = (word: string): number | undefined => months.get(word.toLowerCase())

/** Any name of a month, for regular expressions; the longest first. */
export const monthPattern: string = [...months.keys()].toSorted((a, b) => b.length - a.length).join("|")
