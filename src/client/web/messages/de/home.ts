import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const counted = plural("de")

export const home: Messages["home"] = {
  title: "Start",
  greeting: {
    morning: (name) => `Guten Morgen, ${name}`,
    day: (name) => `Guten Tag, ${name}`,
    evening: (name) => `Guten Abend, ${name}`
  },
  lead: "Das wartet in der Bibliothek auf Sie.",
  statistics: {
    label: "Auf einen Blick",
    books: (count) => counted(count, { one: "Buch in der Bibliothek", other: "Bücher in der Bibliothek" }),
    loans: (count) => counted(count, { one: "Buch bei Ihnen", other: "Bücher bei Ihnen" }),
    dueSoon: (count) => counted(count, { one: "in drei Tagen fällig", other: "in drei Tagen fällig" }),
    overdue: (count) =>
      counted(count, { one: "# überfällig: bitte zurückbringen", other: "# überfällig: bitte zurückbringen" }),
    unread: (count) => counted(count, { one: "ungelesene Mitteilung", other: "ungelesene Mitteilungen" }),
    returned: (count) =>
      counted(count, { one: "Buch dieses Jahr zurückgebracht", other: "Bücher dieses Jahr zurückgebracht" })
  },
  readOn: {
    title: "Weiterlesen",
    behind: (share) => `${share} gelesen`,
    onPage: (page) => `Seite ${page}`,
    notBegun: "Noch nicht begonnen",
    due: (when) => `Fällig ${when}`,
    overdue: (when) => `Überfällig, fällig war es ${when}`,
    kept: (when) => `Für Sie zurückgelegt bis ${when}`,
    continue: "Weiterlesen",
    nothing: "Auf Ihrem Lesetisch liegt nichts",
    find: "Ein Buch finden"
  },
  recommended: {
    title: "Für Sie empfohlen",
    popular: "Beliebtes und Neues aus der Bibliothek, bis wir wissen, was Sie mögen.",
    nothing: "Noch keine Empfehlungen",
    nothingLead: "Leihen und rezensieren Sie ein Buch, und die Bibliothek findet, was dazu passt.",
    borrow: "Ausleihen",
    hold: "Vormerken",
    borrowBook: (title) => `„${title}“ ausleihen`,
    holdBook: (title) => `„${title}“ vormerken`,
    available: "Verfügbar",
    lent: "Ausgeliehen",
    borrowed: (title, due) => `„${title}“ gehört Ihnen bis ${due}.`,
    held: (title) => `Sie stehen auf der Warteliste für „${title}“.`,
    quicker: "Jemand war schneller. Sie können das Buch stattdessen vormerken.",
    back: "Es ist gerade zurückgekommen: Sie können es jetzt ausleihen.",
    reasons: {
      borrowed: (label) => `Weil Sie „${label}“ ausgeliehen haben`,
      rated: (label) => `Weil Ihnen „${label}“ gefiel`,
      readers: (label) => `Wer „${label}“ las, las auch dies`,
      tag: (label) => `Sie lesen über „${label}“`,
      author: (label) => `Sie lesen ${label}`,
      genre: (label) => `Sie lesen ${label}`,
      popular: "Beliebt in der Bibliothek",
      new: "Neu in der Bibliothek"
    }
  },
  recent: {
    title: "Neu in der Bibliothek",
    all: "Alle Bücher",
    nothing: "Die Regale sind leer",
    nothingLead: "Ihre Bibliothek stellt bald die ersten Bücher ein.",
    add: "Bücher hinzufügen"
  },
  desk: {
    title: "An der Theke",
    overdue: (count) => counted(count, { one: "überfällige Ausleihe", other: "überfällige Ausleihen" }),
    reported: (count) => counted(count, { one: "gemeldete Rezension", other: "gemeldete Rezensionen" }),
    failed: (count) => counted(count, { one: "gescheiterter Auftrag", other: "gescheiterte Aufträge" })
  }
}
