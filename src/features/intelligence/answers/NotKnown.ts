import type { KnownLanguage, Language } from "#platform/extractive/Language.ts"

const texts: Readonly<Record<KnownLanguage, string>> = {
  en: "The library does not know: nothing in its books and documents that you may read answers this.",
  de: "Die Bibliothek weiß es nicht: In den Büchern und Dokumenten, die Sie lesen dürfen, steht keine Antwort darauf.",
  fr: "La bibliothèque ne le sait pas : rien n'y répond dans les livres et documents que vous pouvez lire.",
  es: "La biblioteca no lo sabe: nada en los libros y documentos que usted puede leer lo responde.",
  it: "La biblioteca non lo sa: nulla nei libri e documenti che può leggere risponde a questa domanda.",
  nl: "De bibliotheek weet het niet: niets in de boeken en documenten die u mag lezen geeft hier antwoord op.",
  pt: "A biblioteca não sabe: nada nos livros e documentos que pode ler responde a isto."
}

/** That the library does not know, in the language of the question as far as we speak it. */
export const notKnown = (language: Language): string => texts[language === "und" ? "en" : language]
