import type { KnownLanguage, Language } from "../extractive/Language.ts"
import { phrasePattern } from "../extractive/PhrasePattern.ts"
import { namesOf } from "./facts/Names.ts"

/** What kind of thing would answer a question. `name`: whatever is written with a capital; `other`: anything. */
export type AnswerKind =
  | "count"
  | "quantity"
  | "money"
  | "percent"
  | "time"
  | "person"
  | "place"
  | "name"
  | "reason"
  | "manner"
  | "definition"
  | "other"

type Patterns = ReadonlyArray<readonly [kind: AnswerKind, pattern: RegExp]>

const which = "(?:what|which)"
const people =
  "person|people|man|woman|player|players|author|writer|poet|artist|painter|singer|musician|composer|actor|actress|" +
  "director|producer|scientist|scientists|chemist|physicist|mathematician|philosopher|historian|economist|leader|" +
  "president|king|queen|emperor|general|minister|governor|mayor|pope|bishop|explorer|inventor|engineer|doctor|" +
  "astronaut|character|politician|judge|coach|professor|reformer|theologian|designer|founder|owner|captain"
const places =
  "city|cities|country|countries|town|village|state|states|province|county|region|continent|island|place|location|" +
  "river|lake|ocean|sea|mountain|street|district|neighborhood|neighbourhood|area|areas|park|building|stadium|port"
const named =
  "company|companies|organi[sz]ation|university|college|school|team|band|book|novel|film|movie|album|song|opera|play|" +
  "newspaper|magazine|party|award|language|religion|church|tribe|dynasty|war|battle|treaty|act|law|edict|document|" +
  "program|project|agency|committee|commission|channel|network|network|show|series|episode|award|award|storm|" +
  "hurricane|nationality|ethnicity|group|groups|spacecraft|rocket|ship|satellite|theorem|conjecture|brand|nation"
const measures =
  "number|amount|population|size|area|distance|height|length|width|depth|speed|weight|temperature|total|quantity|" +
  "rate|score|ratio|rank|age|capacity|volume|mass|duration"

const patterns: Readonly<Record<KnownLanguage, Patterns>> = {
  en: [
    ["percent", phrasePattern(`${which} (?:is the |was the )?(?:percent|percentage|proportion|share|fraction)*`)],
    [
      "money",
      phrasePattern("how much (?:money|.*(?:cost|costs|pay|paid|earn|earned|spend|spent|worth|charge|charged|sold))")
    ],
    ["money", phrasePattern(`${which} (?:(?:is|was|were) the )?(?:price|cost|salary|fee|revenue|budget|net worth)`)],
    ["count", phrasePattern("how many")],
    [
      "time",
      phrasePattern(
        "(?:since |until |by )?when(?= (?:is|was|were|are|did|does|do|will|has|have|had|can|could|would|should|must) )",
        `${which} (?:\\p{L}+ )?(?:years?|dates?|days?|months?|decades?|century|centuries|seasons?|eras?|times?)`
      )
    ],
    [
      "quantity",
      phrasePattern(
        "how (?:much|old|long|far|tall|high|deep|wide|large|big|fast|heavy|hot|cold|often|frequently|late|early)",
        `${which} (?:(?:is|was|were|are) (?:\\p{L}+ ){0,3})?(?:${measures})`,
        "how (?:large|big|great) (?:is|was|are|were)"
      )
    ],
    ["reason", phrasePattern("why", `${which} (?:(?:is|was|were|are) the )?(?:reason|cause|purpose|motive)s?`)],
    ["reason", phrasePattern("what (?:caused|causes|led to|prompted|motivated)", "how come")],
    ["person", phrasePattern("who(?:m|se)?", `${which} (?:\\p{L}+ ){0,2}(?:${people})`)],
    ["place", phrasePattern("where", `${which} (?:\\p{L}+ ){0,2}(?:${places})`)],
    ["name", phrasePattern(`${which} (?:\\p{L}+ ){0,2}(?:${named})`, "what (?:is|was|are|were) .* (?:called|named)")],
    ["name", phrasePattern(`${which} (?:is|was|are|were) the names?`, `${which} name`)],
    ["manner", phrasePattern("how (?:did|do|does|can|could|is|was|are|were|has|have|to|would|should)")],
    ["definition", /^what (?:is|are|was|were) (?:an? |the )?(?:\p{L}+[ -]?){1,3}\??$/iu]
  ],
  de: [
    ["percent", phrasePattern("wie ?viel prozent", "welcher (?:anteil|prozentsatz)")],
    ["money", phrasePattern("wie ?viel (?:geld|kostet|kostete|verdien)*", "welcher preis")],
    ["count", phrasePattern("wie viele?", "wieviele?")],
    ["time", phrasePattern("wann", "seit wann", "welche[mnrs]? (?:jahr|tag|monat|jahrhundert|datum|jahrzehnt)*")],
    ["quantity", phrasePattern("wie (?:alt|lange?|weit|hoch|tief|breit|groß|schnell|schwer|oft|häufig)", "wieviel")],
    ["reason", phrasePattern("warum", "weshalb", "wieso", "aus welchem grund", "wozu")],
    ["person", phrasePattern("wer", "wem", "wen", "wessen", "welche[rsn]? (?:person|autor|dichter|könig|kaiser)*")],
    ["place", phrasePattern("wo", "woher", "wohin", "welche[rsmn]? (?:stadt|land|ort|fluss|insel|region|staat)*")],
    ["name", phrasePattern("wie (?:heißt|heißen|hieß|hießen|nennt|nannte)", "welche[rsmn]? name")],
    ["manner", phrasePattern("wie", "wodurch", "womit")],
    ["definition", /^was (?:ist|sind|war|waren|bedeutet|versteht man unter)\s/iu]
  ],
  fr: [
    ["percent", phrasePattern("quel(?:le)? (?:pourcentage|proportion|part)")],
    ["money", phrasePattern("combien (?:coût|cout|d['’]argent)*", "quel (?:est le )?prix")],
    ["time", phrasePattern("quand", "(?:en |à )?quel(?:le)? (?:année|date|jour|mois|siècle|époque)")],
    ["quantity", phrasePattern("combien de temps", "quel(?:le)? (?:âge|taille|distance|hauteur|longueur|vitesse)")],
    ["count", phrasePattern("combien")],
    ["reason", phrasePattern("pourquoi", "pour quelles? raisons?")],
    ["person", phrasePattern("qui")],
    ["place", phrasePattern("où", "quel(?:le)? (?:ville|pays|lieu|endroit|région|fleuve|île)")],
    ["name", phrasePattern("comment s['’]appel*", "quel (?:est le )?nom")],
    ["manner", phrasePattern("comment")],
    ["definition", /^qu['’]est-ce (?:que|qu['’])/iu]
  ],
  es: [
    ["percent", phrasePattern("qué (?:porcentaje|proporción)")],
    ["time", phrasePattern("cuándo", "qué (?:año|fecha|día|mes|siglo|época)")],
    ["quantity", phrasePattern("cuánto tiempo", "qué (?:edad|tamaño|distancia|altura|longitud)")],
    ["count", phrasePattern("cuánt[oa]s?")],
    ["reason", phrasePattern("por qué")],
    ["person", phrasePattern("quién(?:es)?")],
    ["place", phrasePattern("dónde", "qué (?:ciudad|país|lugar|región|río|isla)")],
    ["manner", phrasePattern("cómo")]
  ],
  it: [
    ["percent", phrasePattern("quale percentuale", "che percentuale")],
    ["time", phrasePattern("quando", "(?:che|quale) (?:anno|data|giorno|mese|secolo)")],
    ["count", phrasePattern("quant[aie]", "quanto")],
    ["reason", phrasePattern("perché")],
    ["person", phrasePattern("chi")],
    ["place", phrasePattern("dove", "(?:che|quale) (?:città|paese|luogo|regione|fiume|isola)")],
    ["manner", phrasePattern("come")]
  ],
  nl: [
    ["percent", phrasePattern("welk (?:percentage|deel)", "hoeveel procent")],
    ["time", phrasePattern("wanneer", "welke? (?:jaar|datum|dag|maand|eeuw)")],
    ["count", phrasePattern("hoeveel")],
    ["quantity", phrasePattern("hoe (?:oud|lang|ver|hoog|diep|breed|groot|snel|zwaar|vaak)")],
    ["reason", phrasePattern("waarom")],
    ["person", phrasePattern("wie", "wiens")],
    ["place", phrasePattern("waar", "welke? (?:stad|land|plaats|regio|rivier|eiland)")],
    ["manner", phrasePattern("hoe")]
  ],
  pt: [
    ["percent", phrasePattern("que (?:percentagem|porcentagem)", "qual (?:a )?(?:percentagem|porcentagem)")],
    ["time", phrasePattern("quando", "(?:que|qual) (?:ano|data|dia|mês|século)")],
    ["count", phrasePattern("quant[oa]s?")],
    ["reason", phrasePattern("por ?qu[eê]")],
    ["person", phrasePattern("quem")],
    ["place", phrasePattern("onde", "(?:que|qual) (?:cidade|país|lugar|região|rio|ilha)")],
    ["manner", phrasePattern("como")]
  ]
}

/** The kind of answer that a question asks for, by its question words; `other` where they leave it open. */
export const expectedAnswer = (question: string, language: Language): AnswerKind => {
  // "Doctor Who" does not ask for anybody.
  const names = namesOf(question, language).filter(({ sure, words }) => sure && words.length > 1)
  const bare = names.reduceRight((text, { end, start }) => `${text.slice(0, start)}it${text.slice(end)}`, question)
  const plain = bare.replace(/\s+/gu, " ").trim()
  return patterns[language === "und" ? "en" : language].find(([, pattern]) => pattern.test(plain))?.[0] ?? "other"
}
