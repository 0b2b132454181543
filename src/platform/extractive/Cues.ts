import type { KnownLanguage, Language } from "./Language.ts"

const either = (...patterns: ReadonlyArray<string>): RegExp => new RegExp(`(?:${patterns.join("|")})`, "iu")

/** Phrases by which an author says what the text is about, or what came of it. */
const announcing: Readonly<Record<KnownLanguage, RegExp>> = {
  en: either(
    "\\b(?:this|the present|our|in this) (?:paper|article|study|book|chapter|report|thesis|essay|volume|work)\\b(?! is (?:organi|struct))",
    "\\bwe (?:have |also |first |then |now |here )*(?:present|propos|describ|introduc|show|demonstrat|develop|argu|report|investigat|explor|examin|address|stud|conclud|suggest|found|find)\\w*",
    "\\b(?:in (?:conclusion|summary|short|sum)|to (?:conclude|sum up|summari[sz]e))\\b",
    "\\b(?:the|our|main|these) (?:aim|goal|purpose|objective|contribution|conclusion|finding|result)s?\\b",
    "\\b(?:experiment\\w*|results?|evidence|findings?) (?:show|indicat|suggest|demonstrat|confirm)\\w*"
  ),
  de: either(
    "\\b(?:diese[rsnm]?|vorliegende[rsnm]?) (?:arbeit|artikel|aufsatz|beitrag|studie|buch|buches|kapitel|band|untersuchung|bericht)",
    "\\b(?:zusammenfassend|insgesamt|kurz gesagt|im ergebnis|schließlich zeigt)\\b",
    "\\b(?:ziel|zweck|ergebnis|ergebnisse|fazit|schlussfolgerung)(?:se|en)?\\b (?:ist|sind|zeig|war|der|des|dies)",
    "\\bwir (?:stellen|zeigen|schlagen|beschreiben|untersuchen|argumentieren|haben gezeigt)"
  ),
  fr: either(
    "\\b(?:cet|cette|ce|présente?) (?:article|étude|livre|chapitre|ouvrage|travail|essai|rapport|thèse)\\b",
    "\\b(?:en (?:conclusion|résumé|somme|bref)|pour (?:conclure|résumer))\\b",
    "\\b(?:le but|l['’]objectif|les résultats|la conclusion)\\b",
    "\\bnous (?:avons )?(?:présent|propos|décri|montr|démontr|étudi|examin|soutenons|conclu)"
  ),
  es: either(
    "\\b(?:este|esta|el presente|la presente) (?:artículo|estudio|libro|capítulo|trabajo|ensayo|informe|tesis|obra)\\b",
    "\\b(?:en (?:conclusión|resumen|suma|definitiva)|para (?:concluir|resumir))\\b",
    "\\b(?:el objetivo|la finalidad|los resultados|la conclusión)\\b",
    "\\b(?:presentamos|proponemos|describimos|mostramos|demostramos|estudiamos|examinamos|sostenemos|concluimos)\\b"
  ),
  it: either(
    "\\b(?:questo|questa|quest['’]|il presente|la presente) ?(?:articolo|studio|libro|capitolo|lavoro|saggio|rapporto|tesi|opera)\\b",
    "\\b(?:in (?:conclusione|sintesi|breve|somma)|per (?:concludere|riassumere)|insomma)\\b",
    "\\b(?:l['’]obiettivo|lo scopo|i risultati|la conclusione)\\b",
    "\\b(?:presentiamo|proponiamo|descriviamo|mostriamo|dimostriamo|studiamo|esaminiamo|sosteniamo|concludiamo)\\b"
  ),
  nl: either(
    "\\b(?:dit|deze|het huidige) (?:artikel|studie|boek|hoofdstuk|werk|onderzoek|essay|rapport|proefschrift|bijdrage)\\b",
    "\\b(?:tot slot|kortom|samenvattend|samengevat|concluderend)\\b",
    "\\b(?:het doel|de resultaten|de conclusie)\\b",
    "\\bwij? (?:presenteren|stellen|beschrijven|tonen|laten zien|onderzoeken|betogen|concluderen)"
  ),
  pt: either(
    "\\b(?:este|esta|o presente|a presente|neste|nesta) (?:artigo|estudo|livro|capítulo|trabalho|ensaio|relatório|tese|obra)\\b",
    "\\b(?:em (?:conclusão|resumo|suma|síntese)|para (?:concluir|resumir))\\b",
    "\\b(?:o objetivo|a finalidade|os resultados|a conclusão)\\b",
    "\\b(?:apresentamos|propomos|descrevemos|mostramos|demonstramos|estudamos|examinamos|concluímos)\\b"
  )
}

/** Phrases of asides: examples, pointers to figures and chapters, thanks. */
const asides: Readonly<Record<KnownLanguage, RegExp>> = {
  en: either(
    "\\b(?:for (?:example|instance)|e\\.g\\.|as follows|following (?:example|section|chapter)|see (?:also|section|chapter|figure|table))",
    "\\b(?:figure|fig\\.|table|section|sec\\.|equation|eq\\.|appendix|footnote) ?\\(?\\d",
    "\\b(?:thank|grateful|acknowledge|supported (?:by|in part)|grant|funded by|anonymous reviewers)\\b",
    "\\b(?:remainder|rest) of (?:this|the) (?:paper|article|chapter|book)|organi[sz]ed as|future (?:work|research)\\b"
  ),
  de: either(
    "\\b(?:zum beispiel|z\\. ?b\\.|beispielsweise|siehe|vgl\\.|wie folgt)",
    "\\b(?:abbildung|abb\\.|tabelle|tab\\.|abschnitt|kapitel|gleichung|anhang|fußnote) ?\\d",
    "\\b(?:danke[nt]?|dankbar|gefördert|danksagung)\\b"
  ),
  fr: either(
    "\\b(?:par exemple|p\\. ?ex\\.|voir|comme suit)\\b",
    "\\b(?:figure|fig\\.|tableau|section|équation|annexe|note) ?\\d",
    "\\b(?:remerci\\w*|reconnaissan\\w*|financé par)\\b"
  ),
  es: either(
    "\\b(?:por ejemplo|p\\. ?ej\\.|véase|como sigue)",
    "\\b(?:figura|fig\\.|tabla|sección|ecuación|apéndice|nota) ?\\d",
    "\\b(?:agradec\\w*|financiado por)\\b"
  ),
  it: either(
    "\\b(?:per esempio|ad esempio|p\\. ?es\\.|si veda|cfr\\.|come segue)",
    "\\b(?:figura|fig\\.|tabella|sezione|equazione|appendice|nota) ?\\d",
    "\\b(?:ringrazi\\w*|finanziato da)\\b"
  ),
  nl: either(
    "\\b(?:bijvoorbeeld|bijv\\.|zie|als volgt)\\b",
    "\\b(?:figuur|fig\\.|tabel|paragraaf|vergelijking|bijlage|noot) ?\\d",
    "\\b(?:dank\\w*|gefinancierd door)\\b"
  ),
  pt: either(
    "\\b(?:por exemplo|p\\. ?ex\\.|veja|como segue)",
    "\\b(?:figura|fig\\.|tabela|seção|equação|apêndice|nota) ?\\d",
    "\\b(?:agradec\\w*|financiado por)\\b"
  )
}

/** A citation in brackets: what is said is said of somebody else. */
const citation = /\((?:[^()]*\D)?(?:1[5-9]|20)\d\d[a-z]?(?:[;,][^()]*)?\)|\[\d{1,3}(?:[,–-] ?\d{1,3})*\]|\bet al\b/u

/** 1 when the sentence says what the text is about or what it found, else 0. */
export const announces = (sentence: string, language: Language): number =>
  language !== "und" && announcing[language].test(sentence) ? 1 : 0

/** Begins by leaning on the sentence before it. */
const leaning: Readonly<Record<KnownLanguage, RegExp>> = {
  en: /^(?:however|but|also|then|it|they|these|those|this(?! (?:paper|article|work|study|book|report|chapter))|that|such|moreover|furthermore|thus|therefore|hence|so|and|or|finally|similarly|first|second|third|next|here|there|he|she|his|her|in addition|for)\b/iu,
  de: /^(?:aber|doch|jedoch|auch|dann|er|sie|es|dies|das|dieser|diese(?! arbeit| studie)|solche|außerdem|ferner|daher|deshalb|also|so|und|oder|schließlich|ebenso|hier|dort|dazu|damit|denn|sondern)\b/iu,
  fr: /^(?:mais|cependant|aussi|puis|il|elle|ils|elles|ce|cela|ceux|ces|celui|de plus|en outre|donc|ainsi|et|ou|enfin|de même|ici|là|or|car|alors)\b/iu,
  es: /^(?:pero|sin embargo|también|luego|él|ella|ellos|ellas|esto|eso|estos|esos|además|por tanto|por eso|así|y|o|finalmente|aquí|allí|entonces|pues)(?!\p{L})/iu,
  it: /^(?:ma|tuttavia|anche|poi|egli|lui|lei|essi|loro|ciò|quello|quelli|questi|inoltre|quindi|dunque|perciò|così|e|o|infine|qui|là|allora|però)(?!\p{L})/iu,
  nl: /^(?:maar|echter|ook|dan|hij|zij|ze|het|dit(?! (?:boek|artikel))|dat|die|zulke|bovendien|daarom|dus|zo|en|of|ten slotte|hier|daar|want|toch)\b/iu,
  pt: /^(?:mas|porém|também|depois|ele|ela|eles|elas|isto|isso|esses|aqueles|além disso|portanto|por isso|assim|e|ou|finalmente|aqui|ali|então|pois)(?!\p{L})/iu
}

/** 1 when the sentence leans on the one before it ("However, they …") and so reads badly alone, else 0. */
export const dangles = (sentence: string, language: Language): number =>
  language !== "und" && leaning[language].test(sentence) ? 1 : 0

const question = /\?["'”’»]?$/u

/** 1 when the sentence is an aside, a question, or speaks of others' work by citation, else 0. */
export const digresses = (sentence: string, language: Language): number =>
  question.test(sentence) || citation.test(sentence) || (language !== "und" && asides[language].test(sentence)) ? 1 : 0
