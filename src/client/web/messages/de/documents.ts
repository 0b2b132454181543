import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const count = plural("de")

export const documents: Messages["documents"] = {
  title: "Dokumente",
  lead: "Eigene Texte und solche der Bibliothek, die durchsucht und befragt werden können.",
  add: "Dokument hinzufügen",
  searchTitles: "Nach Titel suchen",
  whose: "Wessen Dokumente",
  everybody: "Alle",
  mine: "Meine",
  others: "Von anderen",
  nothing: "Hier sind keine Dokumente",
  nothingHint: "Fügen Sie Protokolle, Briefe oder Notizen hinzu: Dann kann die Bibliothek aus ihnen antworten.",
  nothingFound: "Kein Dokument hat diesen Titel",
  file: "Datei",
  typed: "Getippter Text",
  how: "Wie es kommt",
  chooseFile: "Datei wählen",
  fileHint: "PDF, Text oder Markdown",
  name: "Titel",
  nameHint: "Bleibt er leer, gilt der Name der Datei",
  content: "Text",
  missing: {
    file: "Wählen Sie eine Datei",
    title: "Geben Sie einen Titel ein",
    content: "Geben Sie den Text ein oder fügen Sie ihn ein"
  },
  visibility: "Wer es lesen darf",
  visibilities: { private: "Nur ich", organization: "Alle in der Bibliothek" },
  added: (title) => `„${title}“ ist hinzugefügt und wird gelesen`,
  statuses: {
    processing: "Wird gelesen",
    active: "Bereit",
    updating: "Neuer Inhalt wird gelesen",
    error: "Konnte nicht gelesen werden"
  },
  pages: (pages) => count(pages, { one: "# Seite", other: "# Seiten" }),
  changedOn: (date) => `Geändert am ${date}`,
  open: "Lesen",
  openOf: (title) => `Lesen: ${title}`,
  ask: "Dazu fragen",
  askOf: (title) => `Dazu fragen: ${title}`,
  editOf: (title) => `Bearbeiten: ${title}`,
  removeOf: (title) => `Entfernen: ${title}`,
  editTitle: "Dokument bearbeiten",
  replace: "Datei ersetzen",
  replaceHint: "Bis die neue gelesen ist, antwortet der bisherige Text.",
  changed: "Die Änderung ist gespeichert",
  loadAnew: "Neu laden",
  removeTitle: "Dokument entfernen?",
  removeLead: (title) => `„${title}“, die Datei und alles daraus Gelesene werden endgültig gelöscht.`,
  removed: (title) => `„${title}“ ist entfernt`,
  back: "Alle Dokumente",
  page: (page, of) => `Seite ${page} von ${of}`,
  pageNavigation: "Seiten des Dokuments",
  quote: "Die zitierte Stelle",
  fromStart: "Von Anfang an",
  next: "Nächste Seite",
  previous: "Vorige Seite"
}
