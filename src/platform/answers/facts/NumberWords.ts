import type { KnownLanguage, Language } from "../../extractive/Language.ts"

const numbered = (words: string, first = 0, step = 1): ReadonlyArray<readonly [string, number]> =>
  words.split(" ").map((word, at) => [word, first + at * step])

const tens = (words: string) => numbered(words, 20, 10)

/** "einundzwanzig" to "neunundneunzig". */
const germanCompounds: ReadonlyArray<readonly [string, number]> = numbered(
  "ein zwei drei vier fünf sechs sieben acht neun",
  1
).flatMap(([unit, value]) =>
  tens("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig").map(
    ([ten, tenValue]): readonly [string, number] => [`${unit}und${ten}`, tenValue + value]
  )
)

/** Words for 0 to 99. What is an article or a pronoun as well ("un", "ein") is left out, except the English "one". */
const small: Readonly<Record<KnownLanguage, ReadonlyMap<string, number>>> = {
  en: new Map([
    ...numbered("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"),
    ...numbered("sixteen seventeen eighteen nineteen", 16),
    ...tens("twenty thirty forty fifty sixty seventy eighty ninety"),
    ["dozen", 12]
  ]),
  de: new Map([
    ...numbered("null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn"),
    ...numbered("sechzehn siebzehn achtzehn neunzehn", 16),
    ...tens("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"),
    ...germanCompounds,
    ["dutzend", 12]
  ]),
  fr: new Map([
    ...numbered("deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize", 2),
    ...tens("vingt trente quarante cinquante soixante"),
    ...numbered("dix-sept dix-huit dix-neuf", 17),
    ["zéro", 0],
    ["soixante-dix", 70],
    ["quatre-vingts", 80],
    ["quatre-vingt-dix", 90],
    ["douzaine", 12]
  ]),
  es: new Map([
    ...numbered("dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis", 2),
    ...numbered("diecisiete dieciocho diecinueve", 17),
    ...tens("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"),
    ["cero", 0],
    ["docena", 12]
  ]),
  it: new Map([
    ...numbered("due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici", 2),
    ...numbered("sedici diciassette diciotto diciannove", 16),
    ...tens("venti trenta quaranta cinquanta sessanta settanta ottanta novanta"),
    ["zero", 0],
    ["dozzina", 12]
  ]),
  nl: new Map([
    ...numbered("twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien", 2),
    ...numbered("zestien zeventien achttien negentien", 16),
    ...tens("twintig dertig veertig vijftig zestig zeventig tachtig negentig"),
    ["nul", 0],
    ["dozijn", 12]
  ]),
  pt: new Map([
    ...numbered("dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis", 2),
    ...numbered("dezessete dezoito dezenove", 17),
    ...tens("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa"),
    ["duas", 2],
    ["zero", 0],
    ["dúzia", 12]
  ])
}

const englishMagnitudes: ReadonlyMap<string, number> = new Map([
  ["hundred", 100],
  ["thousand", 1e3],
  ["million", 1e6],
  ["millions", 1e6],
  ["billion", 1e9],
  ["billions", 1e9],
  ["bn", 1e9],
  ["trillion", 1e12],
  ["trillions", 1e12]
])

/** Of the other languages, where English "billion" is "Milliarde" and "cent" is a hundred. */
const magnitudes: ReadonlyMap<string, number> = new Map([
  ...["hundert", "cien", "ciento", "cent", "cento", "honderd", "cem"].map((word): readonly [string, number] => [
    word,
    100
  ]),
  ...["tausend", "mille", "mil", "mila", "duizend"].map((word): readonly [string, number] => [word, 1e3]),
  ..."million millions millionen mio millón millones milione milioni miljoen milhão milhões"
    .split(" ")
    .map((word): readonly [string, number] => [word, 1e6]),
  ..."milliarde milliarden mrd milliard milliards miliardo miliardi miljard bilhão bilhões"
    .split(" ")
    .map((word): readonly [string, number] => [word, 1e9])
])

/** The value of a lower-case word for a number below 100 (and "dozen"), where it is one in that language. */
export const smallNumber = (word: string, language: Language): number | undefined =>
  language === "und" ? undefined : small[language].get(word)

/** What a number is multiplied with by the lower-case word after it: "thousand", "mio", "millones". */
export const magnitude = (word: string, language: Language): number | undefined =>
  (language === "en" ? englishMagnitudes : magnitudes).get(word)

const ordinals: Readonly<Record<KnownLanguage, ReadonlyMap<string, number>>> = {
  en: new Map([
    ...numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth", 1),
    ...numbered("fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth", 14),
    ...tens("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth")
  ]),
  de: new Map(numbered("erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte", 1)),
  fr: new Map([
    ...numbered("premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième", 1),
    ["première", 1]
  ]),
  es: new Map(numbered("primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo", 1)),
  it: new Map(numbered("primo secondo terzo quarto quinto sesto settimo ottavo nono decimo", 1)),
  nl: new Map(numbered("eerste tweede derde vierde vijfde zesde zevende achtste negende tiende", 1)),
  pt: new Map(numbered("primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono décimo", 1))
}

/** The rank that a lower-case word names ("third" 3, "dritten" 3), in that language. */
export const ordinal = (word: string, language: Language): number | undefined => {
  if (language === "und") return undefined
  const known = ordinals[language]
  return known.get(word) ?? known.get(word.replace(/(?<=e)[nmrs]$|s$/u, "")) ?? known.get(word.replace(/as?$/u, "o"))
}
