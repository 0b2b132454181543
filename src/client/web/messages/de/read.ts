import type { Messages } from "../en/index.ts"

export const read: Messages["read"] = {
  title: "Lesen",
  back: "Über dieses Buch",
  pages: "Seiten",
  pagesBelow: "Seiten, unter dem Text",
  previous: "Vorige Seite",
  next: "Nächste Seite",
  goTo: "Zu Seite",
  of: (pageCount) => `von ${pageCount}`,
  pageOf: (page, pageCount) => `Seite ${page} von ${pageCount}`,
  progress: (share) => `${share} des Buches liegen hinter Ihnen`,
  letters: "Schriftgröße",
  smaller: "Kleinere Schrift",
  larger: "Größere Schrift",
  quoted: "Zitiert",
  hint: "Blättern Sie mit den Pfeiltasten. Ihre Stelle wird gemerkt.",
  notYet: "Dieses Buch ist noch nicht eingelesen",
  notYetLead: "Sein Text erscheint hier, sobald die Bibliothek die Datei gelesen hat."
}
