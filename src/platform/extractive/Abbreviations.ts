import type { Language } from "./Language.ts"
import { stopwords } from "./Stopwords.ts"

/** Never the end of a sentence: something always follows. */
const leading = new Set(
  (
    "mr mrs ms dr prof rev gen col sgt capt lt hon st mt fig figs eq eqs sec sect chap ch vol vols no nos pp p art " +
    "ed eds cf e.g eg i.e ie vs viz approx resp ca c " +
    "hr hrn fr frl nr bd bde abb abs kap s vgl z.b d.h u.a o.ä bzw ggf evtl sog inkl geb gest jh jhd str " +
    "m mm mme mlle mgr me av bd éd fig p.ex c.-à-d " +
    "sr sra srta dra dn dña núm pág págs p.ej ud uds vd vds av avda " +
    "sig sigg sig.ra dott dott.ssa prof.ssa avv ing on pag pagg cap " +
    "dhr mevr mw drs ir mr blz d.w.z m.a.w o.a bijv t.a.v n.a.v " +
    "sr.ª exmo exma prof.ª tel"
  ).split(" ")
)
/** May end a sentence or stand inside one; what follows decides. */
const either = new Set(
  (
    "etc al inc ltd corp co jr sr a.m p.m am pm u.s u.k u.s.a b.c a.d n.b jan feb mar apr jun jul aug sep sept oct nov dec " +
    "usw u.s.w m.e a.a.o v.chr n.chr ff f ss ecc enz op.cit ibid ph.d m.d b.a m.a d.c"
  ).split(" ")
)

/** Is the full stop (or other mark) between `before` and `after` inside one sentence? */
export const endsInside = (before: string, after: string, language: Language): boolean => {
  const head = before.trimEnd()
  const tail = after.trimStart()
  if (tail === "" || /^[\p{Pe}\p{Pf}"'”’»,;:]+\s*$/u.test(tail)) return true
  if (/^[\p{Ll},;:)\]]/u.test(tail)) return true
  if (/^[([]?(?:\d{1,3}|\p{L}|[ivxlc]{1,5})[.)]$/u.test(head)) return true
  if (!head.endsWith(".")) return false
  const word = /[\p{L}\p{N}][\p{L}\p{N}.ª\-]*(?=\.$)/u.exec(head)?.[0] ?? ""
  const next = /^["“«(]?([\p{L}\p{N}]+)/u.exec(tail)?.[1] ?? ""
  const name = next !== "" && !opens(next, language)
  if (leading.has(word.toLowerCase())) return word !== "no" && word !== "s" && word !== "on" ? true : /^\d/u.test(tail)
  if (either.has(word.toLowerCase())) return /^[\d(]/u.test(tail)
  if (/^\p{Lu}(?:\.\p{Lu})*$/u.test(word)) return word === "I" && language === "en" ? false : name
  return language === "de" && /^\d{1,2}$/u.test(word) && name
}

/** Is it a word that begins a new sentence rather than going on with a name or a date? */
const opens = (word: string, language: Language): boolean =>
  language !== "und" && stopwords[language].has(word.toLowerCase())
