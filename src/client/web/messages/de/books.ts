import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const count = plural("de")

export const books: Messages["books"] = {
  title: "Bücher",
  search: "Bücher suchen",
  searchHint: "Titel, Autor, Schlagwort oder Worte aus dem Buch",
  clearSearch: "Suche leeren",
  suggestions: "Vorschläge",
  kinds: { title: "Buch", author: "Autor", tag: "Schlagwort" },
  results: "Gefundene Bücher",
  found: (total) => count(total, { one: "# Buch", other: "# Bücher" }),
  show: (total) => count(total, { one: "# Buch zeigen", other: "# Bücher zeigen" }),
  allShown: (total) => count(total, { one: "Das ist das einzige Buch.", other: "Das sind alle # Bücher." }),
  filters: "Filter",
  closeFilters: "Filter schließen",
  activeFilters: "Gesetzte Filter",
  withoutFilter: (filter) => `Filter entfernen: ${filter}`,
  clearFilters: "Alle entfernen",
  onlyAvailable: "Nur was im Regal steht",
  facets: { genre: "Gattung", tag: "Schlagwörter", author: "Autor", language: "Sprache", year: "Erscheinungsjahr" },
  moreValues: (more) => `${more} weitere zeigen`,
  fewerValues: "Weniger zeigen",
  sort: "Sortieren nach",
  sorts: {
    relevance: "Beste Treffer",
    newest: "Neu in der Bibliothek",
    title: "Titel",
    author: "Autor",
    latest: "Zuletzt erschienen",
    oldest: "Zuerst erschienen"
  },
  view: "Ansicht",
  views: { grid: "Umschläge", table: "Tabelle" },
  tableCaption: "Die gefundenen Bücher; jeder Titel führt zu seinem Buch.",
  columns: {
    title: "Titel",
    author: "Autor",
    genre: "Gattung",
    year: "Jahr",
    language: "Sprache",
    added: "Hinzugefügt"
  },
  none: "Es gibt noch keine Bücher",
  noneAdvice: "Sobald Ihre Bibliothek welche hinzufügt, erscheinen sie hier.",
  noneFound: "Kein Buch passt",
  noneFoundAdvice: "Versuchen Sie andere Worte, oder entfernen Sie einige Filter."
}
