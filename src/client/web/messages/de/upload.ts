import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const count = plural("de")

export const upload: Messages["upload"] = {
  title: "Bücher hinzufügen",
  lead: "PDF und reiner Text. Die Bibliothek liest jede Datei und schreibt eine Zusammenfassung.",
  drop: "Dateien hier ablegen oder auswählen",
  dropLead: "So viele auf einmal, wie Sie mögen",
  choose: "Dateien auswählen",
  refused: "Gelesen werden nur PDF und reiner Text. Ausgelassen wurden:",
  files: "Hinzuzufügende Dateien",
  bookTitle: "Titel",
  titleMissing: "Das Buch braucht einen Titel",
  author: "Autor",
  authorMissing: "Das Buch braucht einen Autor",
  unknownAuthor: "Unbekannt",
  add: (files) => count(files, { one: "# Buch hinzufügen", other: "# Bücher hinzufügen" }),
  addedOf: (added, total) =>
    `${added} von ${count(total, { one: "# Datei hinzugefügt", other: "# Dateien hinzugefügt" })}`,
  remove: (name) => `${name} nicht hinzufügen`,
  putAway: (name) => `${name} von dieser Liste nehmen`,
  waiting: "Wartet, bis es dran ist",
  sending: "Wird gesendet",
  sent: (share) => `${share} gesendet, die Bibliothek nimmt es auf`,
  queued: "Hinzugefügt. Wartet darauf, gelesen zu werden",
  extracting: "Die Datei wird gelesen",
  summarising: "Die Zusammenfassung wird geschrieben",
  done: "Hinzugefügt, und die Zusammenfassung ist da.",
  noSummary: "Hinzugefügt, aber ohne Zusammenfassung.",
  toBook: (title) => `„${title}“ ansehen`,
  leaveTitle: "Es werden noch Dateien gesendet",
  leaveLead: "Wenn Sie jetzt gehen, werden Dateien, die noch nicht angekommen sind, nicht hinzugefügt.",
  leave: "Trotzdem verlassen"
}
