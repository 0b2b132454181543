import type { Language } from "./Language.ts"
import { stopwords } from "./Stopwords.ts"

const list = (words: string): ReadonlySet<string> => new Set(words.split(" "))

/** Never the end of a sentence: a name or an explanation always follows. */
const leading: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: list("mr mrs ms messrs dr prof rev hon gen col sgt capt lt maj gov sen rep st mt e.g i.e cf vs viz approx ca v"),
  de: list("hr hrn fr frl dr prof z.b d.h u.a o.ä v.a i.d.r bzw ggf evtl sog inkl exkl geb gest ca vgl bspw st"),
  fr: list("m mm mme mmes mlle mgr dr pr st ste p.ex c.-à-d cf env"),
  es: list("sr sra sres srta d dña dr dra prof ud uds vd vds av avda p.ej cf ca"),
  it: list("sig sigg sig.ra sig.na dott dott.ssa prof prof.ssa avv ing arch on p.es cfr ca"),
  nl: list("dhr mevr mw dr drs ir mr prof st bijv d.w.z m.a.w o.a t.a.v n.a.v i.p.v ca"),
  pt: list("sr sra srta dr dra d exmo exma prof profa p.ex cf ca"),
  und: list("mr mrs dr prof st e.g i.e cf vs")
}
/** Inside a sentence before a number: "p. 7", "Nr. 3". */
const numbering = list(
  "c fig figs eq eqs sec secs sect chap ch vol vols no nos pp p art ed para abb abs bd kap nr s str tab " +
    "núm n pág págs cap caps tomo t pag pagg blz hfdst jan feb mar apr jun jul aug sep sept oct nov dec okt dez"
)
/** May end a sentence; inside it when a number or a bracket follows. */
const either = list("etc al inc ltd corp co jr a.m p.m b.c a.d usw u.s.w v.chr n.chr ff ss ecc enz ibid op.cit")

/** Is the full stop (or other mark) between `before` and `after` inside one sentence? */
export const endsInside = (
  before: string,
  after: string,
  { caseless, language }: { readonly language: Language; readonly caseless: boolean }
): boolean => {
  const head = before.trimEnd()
  const tail = after.trimStart()
  if (tail === "" || /^[\p{Pe}\p{Pf}"'”’»,;:]+\s*$/u.test(tail)) return true
  if (/^[,;:)\]]/u.test(tail) || (!caseless && /^\p{Ll}/u.test(tail))) return true
  if (/^[([]?(?:\d{1,3}|\p{L}|[ivxlc]{1,5})[.)]$/u.test(head)) return true
  if (!head.endsWith(".")) return false
  if (/(?:^|\s)\p{L}\.$/u.test(head) && /^\p{L}\.(?:\s|$)/u.test(tail)) return true
  const word = /[\p{L}\p{N}][\p{L}\p{N}.ª-]*(?=\.$)/u.exec(head)?.[0] ?? ""
  const next = /^["'“‘«(]?([\p{L}\p{N}]+)/u.exec(tail)?.[1] ?? ""
  const name = next !== "" && !opens(next, language)
  if (leading[language].has(word.toLowerCase())) return true
  if (numbering.has(word.toLowerCase()) && /^(?:\d|[IVXLC]+\b)/u.test(tail)) return true
  if (/^\p{Lu}(?:\.\p{Lu})*$/u.test(word)) return word === "I" && language === "en" ? false : name
  if (either.has(word.toLowerCase())) return /^[\d(]/u.test(tail)
  return language === "de" && /^\d{1,2}$/u.test(word) && name
}

/** Is it a word that begins a new sentence rather than going on with a name or a date? */
const opens = (word: string, language: Language): boolean =>
  language !== "und" && stopwords[language].has(word.toLowerCase())
