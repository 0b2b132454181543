import type { KnownLanguage, Language } from "../../extractive/Language.ts"

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "))

/** Words that turn a statement round, lower case. */
const negations: Readonly<Record<KnownLanguage, ReadonlySet<string>>> = {
  en: words(
    "not no never none nobody nothing neither nor without cannot hardly barely scarcely seldom rarely unable fail " +
      "fails failed fails lack lacks lacked refuse refuses refused deny denies denied except unlikely"
  ),
  de: words("nicht nie niemals kein keine keinem keinen keiner keines niemand nichts weder ohne kaum"),
  fr: words("ne n pas jamais aucun aucune personne rien ni sans guère"),
  es: words("no nunca jamás ningún ninguna ninguno nadie nada ni sin tampoco apenas"),
  it: words("non mai nessun nessuna nessuno niente nulla né senza neanche"),
  nl: words("niet nooit geen niemand niets noch zonder nauwelijks"),
  pt: words("não nunca jamais nenhum nenhuma ninguém nada nem sem tampouco")
}

/** Words that a statement is not the same without: they narrow, weaken or date it. */
const qualifiers: Readonly<Record<KnownLanguage, ReadonlySet<string>>> = {
  en: words(
    "only almost nearly mostly partly partially allegedly reportedly supposedly possibly perhaps maybe " +
      "probably might may could would should former formerly previously once half less fewer least most more than " +
      "under over until before after unless if some few many usually often sometimes occasionally typically " +
      "traditionally originally initially last second third planned proposed intended attempted expected potential " +
      "claimed suspected conjectured unofficial non unmanned anti pre post excluding"
  ),
  de: words(
    "nur fast beinahe etwa teilweise angeblich möglicherweise vielleicht wohl könnte dürfte sollte früher ehemals " +
      "ehemaliger ehemalige einst halb weniger mindestens höchstens mehr als unter über bis vor nach falls wenn " +
      "einige manche oft manchmal meist ursprünglich zunächst außer"
  ),
  fr: words("seulement presque environ peut-être probablement ancien ancienne moitié moins plus avant après si sauf"),
  es: words("solo sólo casi aproximadamente quizás probablemente antiguo menos más antes después si excepto salvo"),
  it: words("solo quasi circa forse probabilmente ex meno più prima dopo se tranne eccetto"),
  nl: words("alleen bijna ongeveer misschien waarschijnlijk voormalig minder meer voor na als behalve"),
  pt: words("só apenas quase aproximadamente talvez provavelmente antigo menos mais antes depois se exceto")
}

/** Does the lower-case word turn round what is said? "didn't", "never", "kein". */
export const negates = (word: string, language: Language): boolean =>
  /n['’]t$/u.test(word) || negations[language === "und" ? "en" : language].has(word)

/** Does a statement say less, or something else, with this lower-case word? */
export const qualifies = (word: string, language: Language): boolean =>
  qualifiers[language === "und" ? "en" : language].has(word)

const pairs = (
  "more less|most least|most fewest|increase decrease|increased decreased|increases decreases|increasing decreasing|" +
  "rise fall|rose fell|rising falling|grew shrank|higher lower|highest lowest|high low|before after|first last|" +
  "begin end|began ended|start stop|started stopped|north south|northern southern|northeast southwest|" +
  "northwest southeast|east west|eastern western|left right|above below|over under|up down|inside outside|" +
  "internal external|major minor|majority minority|maximum minimum|best worst|better worse|largest smallest|" +
  "larger smaller|large small|big small|longest shortest|longer shorter|long short|oldest youngest|older younger|" +
  "old new|oldest newest|early late|earlier later|earliest latest|always never|all none|all some|everybody nobody|" +
  "with without|win lose|won lost|winner loser|winning losing|success failure|successful unsuccessful|" +
  "succeeded failed|accept reject|accepted rejected|allow forbid|allowed forbidden|allowed prohibited|include exclude|" +
  "included excluded|including excluding|agree disagree|agreed disagreed|true false|possible impossible|likely unlikely|" +
  "able unable|legal illegal|known unknown|equal unequal|public private|male female|men women|man woman|father mother|" +
  "son daughter|brother sister|husband wife|king queen|he she|his her|buy sell|bought sold|import export|imported exported|" +
  "open closed|opened closed|positive negative|gain loss|profit loss|friend enemy|ally enemy|present absent|add remove|" +
  "added removed|support oppose|supported opposed|attack defend|attacked defended|enter leave|entered left|" +
  "arrive depart|arrived departed|appointed dismissed|created destroyed|built destroyed|born died|birth death|" +
  "hot cold|warm cold|wet dry|light dark|strong weak|rich poor|fast slow|faster slower|young old|same different|" +
  "similar different|can cannot|is isn't|was wasn't|both neither|any no|many few|mehr weniger|vor nach|nord süd|ost west|" +
  "plus moins|avant après|más menos|antes después"
).split("|")
const opposites: ReadonlyMap<string, ReadonlySet<string>> = pairs.reduce((known, pair) => {
  const [a = "", b = ""] = pair.split(" ")
  return known.set(a, new Set([...(known.get(a) ?? []), b])).set(b, new Set([...(known.get(b) ?? []), a]))
}, new Map<string, ReadonlySet<string>>())

/** Do two lower-case words say the opposite of each other? */
export const opposed = (a: string, b: string): boolean =>
  opposites.get(a)?.has(b) === true || a === `un${b}` || b === `un${a}` || a === `non${b}` || b === `non${a}`
