import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const counted = plural("de")

export const users: Messages["users"] = {
  title: "Personen",
  lead: (total) => counted(total, { one: "# Person hat ein Konto.", other: "# Personen haben ein Konto." }),
  found: (total) => counted(total, { one: "# Person gefunden.", other: "# Personen gefunden." }),
  list: "Personen der Bibliothek",
  search: "Name oder E-Mail-Adresse",
  filter: "Rolle",
  all: "Alle Rollen",
  roles: { member: "Mitglied", librarian: "Bibliothekskraft", admin: "Verwaltung" },
  rolesLead: {
    member: "Liest, leiht, rezensiert und fragt.",
    librarian: "Pflegt außerdem Katalog, Theke und Rezensionen.",
    admin: "Verwaltet außerdem Personen, Regeln und Modelle."
  },
  you: "Sie",
  deactivated: "Deaktiviert",
  blocked: "Gesperrt",
  blockedBecause: (reason) => `Gesperrt: ${reason}`,
  since: (when) => `Seit ${when}`,
  manage: "Verwalten",
  manageOf: (name) => `${name} verwalten`,
  nothing: "Niemand gefunden",
  nothingLead: "Suchen Sie nach etwas anderem, oder wählen Sie eine andere Rolle.",
  form: {
    title: (name) => `${name} verwalten`,
    role: "Rolle",
    active: "Das Konto darf benutzt werden",
    activeLead: "Ein deaktiviertes Konto kann ab sofort nichts mehr. Alle Daten bleiben.",
    lends: "Die Bibliothek verleiht an diese Person",
    lendsLead: "Wer gesperrt ist, kann Bücher zurückbringen, aber nichts ausleihen, verlängern oder vormerken.",
    reason: "Grund, den die Person sieht",
    reasonLong: "Höchstens 500 Zeichen",
    saved: (name) => `${name} wurde geändert.`
  },
  erase: {
    open: "Konto löschen …",
    lead: (name) =>
      `${name} endgültig löschen? Vergangene Ausleihen bleiben ohne den Namen, Vormerkungen werden storniert, alles andere ist fort. Bücher, die noch zu Hause sind, müssen zuerst zurück.`,
    confirm: "Endgültig löschen",
    erased: (name) => `${name} wurde gelöscht.`
  }
}
