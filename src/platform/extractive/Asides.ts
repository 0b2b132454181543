import type { KnownLanguage, Language } from "./Language.ts"
import { phrasePattern } from "./PhrasePattern.ts"

/** Examples, pointers to figures and chapters, thanks. */
const patterns: Readonly<Record<KnownLanguage, RegExp>> = {
  en: phrasePattern(
    "(?:for (?:example|instance)|e\\.g\\.|as follows|following (?:example|section|chapter))",
    "see (?:also|section|chapter|figure|table)",
    "(?:figure|fig\\.|table|section|sec\\.|equation|eq\\.|appendix|footnote) ?\\(?\\d",
    "(?:thanks?|grateful|acknowledge|supported (?:by|in part)|grant|funded by|anonymous reviewers)",
    "(?:remainder|rest) of (?:this|the) (?:paper|article|chapter|book)",
    "(?:organi[sz]ed as|future (?:work|research))"
  ),
  de: phrasePattern(
    "(?:zum beispiel|z\\. ?b\\.|beispielsweise|siehe|vgl\\.|wie folgt)",
    "(?:abbildung|abb\\.|tabelle|tab\\.|abschnitt|kapitel|gleichung|anhang|fußnote) ?\\d",
    "(?:danken?|dankt|dankbar|gefördert|danksagung)"
  ),
  fr: phrasePattern(
    "(?:par exemple|p\\. ?ex\\.|voir|comme suit)",
    "(?:figure|fig\\.|tableau|section|équation|annexe|note) ?\\d",
    "(?:remerci|reconnaissan)*",
    "financé par"
  ),
  es: phrasePattern(
    "(?:por ejemplo|p\\. ?ej\\.|véase|como sigue)",
    "(?:figura|fig\\.|tabla|sección|ecuación|apéndice|nota) ?\\d",
    "agradec*",
    "financiado por"
  ),
  it: phrasePattern(
    "(?:per esempio|ad esempio|p\\. ?es\\.|si veda|cfr\\.|come segue)",
    "(?:figura|fig\\.|tabella|sezione|equazione|appendice|nota) ?\\d",
    "ringrazi*",
    "finanziato da"
  ),
  nl: phrasePattern(
    "(?:bijvoorbeeld|bijv\\.|zie|als volgt)",
    "(?:figuur|fig\\.|tabel|paragraaf|vergelijking|bijlage|noot) ?\\d",
    "(?:dank|danken|dankbaar|dankwoord|gefinancierd door)"
  ),
  pt: phrasePattern(
    "(?:por exemplo|p\\. ?ex\\.|veja|como segue)",
    "(?:figura|fig\\.|tabela|seção|equação|apêndice|nota) ?\\d",
    "agradec*",
    "financiado por"
  )
}

/** What is said is said of somebody else: "(Smith, 1999; Jones)", "[3, 4]", "et al". */
const citation = /\((?:[^()]*\D)?(?:1[5-9]|20)\d\d[a-z]?(?:[;,][^()]*)?\)|\[\d{1,3}(?:[,–-] ?\d{1,3})*\]|\bet al\b/u
const question = /\?["'”’»]?$/u

/** 1 when the sentence is an aside, a question, or reports others' work by citation, else 0. */
export const digresses = (sentence: string, language: Language): number =>
  question.test(sentence) || citation.test(sentence) || (language !== "und" && patterns[language].test(sentence))
    ? 1
    : 0
