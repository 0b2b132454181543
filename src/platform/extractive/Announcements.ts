import type { KnownLanguage, Language } from "./Language.ts"
import { phrasePattern } from "./PhrasePattern.ts"

const patterns: Readonly<Record<KnownLanguage, RegExp>> = {
  en: phrasePattern(
    "(?:this|the present|our) (?:paper|article|study|book|chapter|report|thesis|essay|volume|work)(?! is organi)",
    "we (?:(?:have|also|first|then|now|here) )*(?:present|propos|describ|introduc|show|demonstrat|develop)*",
    "we (?:(?:have|also|first|then|now|here) )*(?:investigat|explor|examin|address|stud|conclud|suggest)*",
    "we (?:(?:have|also|first|then|now|here) )*(?:argu|report|found|find)*",
    "in (?:conclusion|summary|short|sum)",
    "to (?:conclude|sum up|summari[sz]e)",
    "(?:the|our|main|these) (?:aim|goal|purpose|objective|contribution|conclusion|finding|result)s?",
    "(?:experiments?|results?|evidence|findings?) (?:show|indicat|suggest|demonstrat|confirm)*"
  ),
  de: phrasePattern(
    "(?:diese|vorliegende)[rsnm]? (?:arbeit|artikel|aufsatz|beitrag|studie|buch|kapitel|band|untersuchung|bericht)*",
    "(?:zusammenfassend|insgesamt|kurz gesagt|im ergebnis|schließlich zeigt)",
    "(?:ziel|zweck|ergebnis|ergebnisse|fazit|schlussfolgerung(?:en)?) (?:ist|sind|zeigt|zeigen|war|der|des|dieser)",
    "wir (?:stellen|zeigen|schlagen|beschreiben|untersuchen|argumentieren|haben gezeigt)"
  ),
  fr: phrasePattern(
    "(?:cet|cette|ce|présente?) (?:article|étude|livre|chapitre|ouvrage|travail|essai|rapport|thèse)",
    "(?:en (?:conclusion|résumé|somme|bref)|pour (?:conclure|résumer))",
    "(?:le but|l['’]objectif|les résultats|la conclusion)",
    "nous (?:avons )?(?:présent|propos|décri|montr|démontr|étudi|examin|souten|conclu)*"
  ),
  es: phrasePattern(
    "(?:este|esta|el presente|la presente) (?:artículo|estudio|libro|capítulo|trabajo|ensayo|informe|tesis|obra)",
    "(?:en (?:conclusión|resumen|suma|definitiva)|para (?:concluir|resumir))",
    "(?:el objetivo|la finalidad|los resultados|la conclusión)",
    "(?:presentamos|proponemos|describimos|mostramos|demostramos|estudiamos|examinamos|sostenemos|concluimos)"
  ),
  it: phrasePattern(
    "(?:questo|questa|il presente|la presente) (?:articolo|studio|libro|capitolo|lavoro|saggio|rapporto|tesi|opera)",
    "quest['’](?:articolo|opera)",
    "(?:in (?:conclusione|sintesi|breve|somma)|per (?:concludere|riassumere)|insomma)",
    "(?:l['’]obiettivo|lo scopo|i risultati|la conclusione)",
    "(?:presentiamo|proponiamo|descriviamo|mostriamo|dimostriamo|studiamo|esaminiamo|sosteniamo|concludiamo)"
  ),
  nl: phrasePattern(
    "(?:dit|deze|het huidige) (?:artikel|studie|boek|hoofdstuk|werk|onderzoek|essay|rapport|proefschrift|bijdrage)",
    "(?:tot slot|kortom|samenvattend|samengevat|concluderend)",
    "(?:het doel|de resultaten|de conclusie)",
    "wij? (?:presenteren|stellen|beschrijven|tonen|laten zien|onderzoeken|betogen|concluderen)"
  ),
  pt: phrasePattern(
    "(?:est[ea]|nest[ea]|[oa] presente) (?:artigo|estudo|livro|capítulo|trabalho|ensaio|relatório|tese|obra)",
    "(?:em (?:conclusão|resumo|suma|síntese)|para (?:concluir|resumir))",
    "(?:o objetivo|a finalidade|os resultados|a conclusão)",
    "(?:apresentamos|propomos|descrevemos|mostramos|demonstramos|estudamos|examinamos|concluímos)"
  )
}

/** 1 when the author says in this sentence what the text is about, or what came of it, else 0. */
export const announces = (sentence: string, language: Language): number =>
  language !== "und" && patterns[language].test(sentence) ? 1 : 0
