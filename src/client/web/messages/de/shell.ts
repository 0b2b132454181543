import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const counted = plural("de")

export const shell: Messages["shell"] = {
  skipToContent: "Zum Inhalt springen",
  openNavigation: "Navigation öffnen",
  closeNavigation: "Navigation schließen",
  navigation: "Hauptnavigation",
  groups: { read: "Lesen", desk: "Ausleihtheke", admin: "Verwaltung" },
  home: "Start",
  books: "Bücher",
  ask: "Die Bibliothek fragen",
  loans: "Meine Ausleihen",
  lists: "Leselisten",
  documents: "Dokumente",
  upload: "Bücher hinzufügen",
  deskLoans: "Ausleihen und Überfälliges",
  moderation: "Zu prüfende Rezensionen",
  jobs: "Aufträge",
  queues: "Warteschlangen",
  users: "Personen",
  library: "Bibliothek und Regeln",
  status: "System",
  notifications: "Mitteilungen",
  unread: (count) => `Mitteilungen, ${count} ungelesen`,
  profile: "Profil",
  logOut: "Abmelden",
  account: "Konto",
  colors: { label: "Farben", light: "Hell", dark: "Dunkel", auto: "Wie das System" },
  language: "Sprache",
  search: "Bücher und Seiten suchen",
  searchShort: "Suchen",
  searchFor: (text) => `Bücher mit „${text}“ finden`,
  found: (count) => counted(count, { one: "# Vorschlag", other: "# Vorschläge" }),
  askAbout: (text) => `Die Bibliothek fragen: „${text}“`,
  suggestions: {
    title: () => "Buch",
    author: (count) => counted(count, { one: "Von dieser Person: # Buch", other: "Von dieser Person: # Bücher" }),
    tag: (count) => counted(count, { one: "Schlagwort: # Buch", other: "Schlagwort: # Bücher" })
  },
  offline: "Sie sind offline. Eingaben bleiben erhalten; Abgeschicktes geht hinaus, sobald Sie zurück sind.",
  reconnecting: "Die Bibliothek antwortet nicht. Neuer Versuch …",
  expired: {
    title: "Zum Weiterarbeiten erneut anmelden",
    lead: (email) => `Ihre Sitzung ist beendet, ${email}. Alles auf der Seite bleibt, wie es ist.`,
    leave: "Stattdessen verlassen"
  },
  notFound: {
    title: "Diese Seite gibt es nicht",
    lead: "Die Adresse ist vielleicht vertippt, oder das Gezeigte ist nicht mehr da.",
    back: "Zum Start"
  },
  broken: {
    title: "Auf dieser Seite ist etwas zerbrochen",
    lead: "Nichts Gespeichertes ist verloren.",
    reload: "Seite neu laden"
  }
}
