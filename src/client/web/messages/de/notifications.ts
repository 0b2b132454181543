import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const counted = plural("de")

const why: Readonly<Record<string, string>> = {
  PDF_ENCRYPTED: "Das PDF ist mit einem Passwort geschützt.",
  PDF_INVALID: "Das PDF ist beschädigt.",
  FILE_TOO_LARGE: "Die Datei ist zu groß, um gelesen zu werden.",
  PDF_TOO_COMPLEX: "Das Lesen der Datei dauert zu lange.",
  NEEDS_OCR: "Die Datei enthält Bilder von Seiten und keinen Text.",
  FILE_EMPTY: "Die Datei enthält keinen Text.",
  LLM_DOWN: "Das Sprachmodell antwortet nicht.",
  LLM_BUSY: "Das Sprachmodell ist beschäftigt.",
  LLM_REFUSED: "Das Sprachmodell hat die Antwort verweigert.",
  LLM_TOO_LONG: "Der Text ist zu lang für das Sprachmodell.",
  MODEL_OUTPUT_INVALID: "Das Sprachmodell hat keine brauchbare Antwort gegeben.",
  BUDGET_EXCEEDED: "Das Budget der Bibliothek für Sprachmodelle ist aufgebraucht."
}

const roles = { member: "Mitglied", librarian: "Bibliothekskraft", admin: "Verwaltung" }

export const notifications: Messages["notifications"] = {
  title: "Mitteilungen",
  lead: (unread) =>
    unread === 0 ? "Alles gelesen." : counted(unread, { one: "# ist ungelesen.", other: "# sind ungelesen." }),
  tabs: { label: "Welche Mitteilungen", all: "Alle", unread: "Ungelesene", preferences: "Was mir mitgeteilt wird" },
  readAll: "Alle als gelesen markieren",
  allRead: (count) => counted(count, { one: "# als gelesen markiert", other: "# als gelesen markiert" }),
  read: (about) => `Als gelesen markieren: ${about}`,
  remove: (about) => `Entfernen: ${about}`,
  isNew: "Neu",
  nothing: "Keine Mitteilungen",
  nothingLead: "Liegt eine Vormerkung bereit oder wird eine Ausleihe fällig, steht es hier.",
  nothingUnread: "Nichts Ungelesenes",
  whole: "Das war alles.",
  reason: (code) => why[code] ?? `Grund: ${code}.`,
  tell: {
    "loan.due-soon": (title, due) => ({
      title: `„${title}“ ist bald fällig`,
      text: `Bringen Sie es bis ${due} zurück oder verlängern Sie es.`
    }),
    "loan.overdue": (title, due) => ({
      title: `„${title}“ ist überfällig`,
      text: `Fällig war es am ${due}. Vielleicht wartet jemand darauf.`
    }),
    "hold.ready": (title, until) => ({
      title: `„${title}“ liegt für Sie bereit`,
      text: `Es wird bis ${until} an der Theke aufbewahrt.`
    }),
    "hold.expired": (title) => ({
      title: `Ihre Vormerkung für „${title}“ ist abgelaufen`,
      text: "Es wurde nicht rechtzeitig abgeholt. Sie können es neu vormerken."
    }),
    "book.summarized": (title) => ({
      title: `„${title}“ hat eine Zusammenfassung`,
      text: "Die Bibliothek hat das Buch gelesen, das Sie hinzugefügt haben."
    }),
    "book.summary-failed": (title, reason) => ({
      title: `„${title}“ konnte nicht zusammengefasst werden`,
      text: reason
    }),
    "document.ready": (title) => ({
      title: `„${title}“ ist bereit`,
      text: "Sie können es lesen und dazu fragen."
    }),
    "document.failed": (title, reason) => ({ title: `„${title}“ konnte nicht gelesen werden`, text: reason }),
    "job.failed": (type, reason) => ({ title: `Ein Auftrag ist gescheitert: ${type}`, text: reason }),
    "review.hidden": (title, reason) => ({
      title: `Ihre Rezension zu „${title}“ wurde ausgeblendet`,
      text: reason
    }),
    "review.reported": (title) => ({
      title: `Eine Rezension zu „${title}“ wurde gemeldet`,
      text: "Jemand beanstandet sie. Bitte sehen Sie sie an."
    }),
    "account.role-changed": (from, to) => ({
      title: `Ihre Rolle ist jetzt: ${roles[to]}`,
      text: `Vorher war sie: ${roles[from]}.`
    })
  },
  preferences: {
    title: "Was mir mitgeteilt wird",
    lead: "Das gilt für alles, was von jetzt an geschieht.",
    types: {
      "loan.due-soon": "Eine Ausleihe wird bald fällig",
      "loan.overdue": "Eine Ausleihe ist überfällig",
      "hold.ready": "Ein Buch liegt für mich bereit",
      "hold.expired": "Eine Vormerkung ist abgelaufen",
      "book.summarized": "Ein Buch, das ich hinzugefügt habe, hat eine Zusammenfassung",
      "book.summary-failed": "Ein Buch, das ich hinzugefügt habe, ließ sich nicht zusammenfassen",
      "document.ready": "Ein Dokument von mir ist bereit",
      "document.failed": "Ein Dokument von mir ließ sich nicht lesen",
      "job.failed": "Ein Auftrag von mir ist gescheitert",
      "review.hidden": "Eine Rezension von mir wurde ausgeblendet",
      "review.reported": "Eine Rezension wurde gemeldet",
      "account.role-changed": "Meine Rolle wurde geändert"
    }
  }
}
