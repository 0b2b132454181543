import type { Messages } from "../en/index.ts"
import { problems } from "./problems.ts"

export const actions: Messages["actions"] = {
  tryAgain: "Noch einmal versuchen",
  cancel: "Abbrechen",
  save: "Speichern",
  close: "Schließen",
  remove: "Entfernen",
  edit: "Bearbeiten",
  more: "Mehr zeigen",
  back: "Zurück",
  confirm: "Bestätigen"
}

export const states: Messages["states"] = {
  loading: "Lädt …",
  saved: "Gespeichert",
  shownOf: (shown, total) => `${shown} von ${total} gezeigt`
}

const byCode: Readonly<Record<string, { readonly title: string; readonly advice: string }>> = {
  OFFLINE: { title: "Sie sind offline", advice: "Prüfen Sie die Verbindung. Keine Eingabe geht verloren." },
  NO_ANSWER: {
    title: "Die Bibliothek antwortet nicht",
    advice: "Vielleicht startet sie neu. Versuchen Sie es gleich noch einmal."
  },
  UNEXPECTED: {
    title: "Die Seite versteht die Antwort nicht",
    advice: "Laden Sie die Seite neu. Bleibt es so, wenden Sie sich an Ihre Bibliothek."
  },
  INTERNAL_ERROR: {
    title: "In der Bibliothek ging etwas schief",
    advice: "Versuchen Sie es erneut. Bleibt es so, nennen Sie Ihrer Bibliothek die Anfragenummer."
  },
  UNAUTHENTICATED: { title: "Melden Sie sich zuerst an", advice: "Ihre Sitzung ist zu Ende." },
  INVALID_TOKEN: { title: "Melden Sie sich erneut an", advice: "Ihre Sitzung ist zu Ende." },
  FORBIDDEN: { title: "Das dürfen Sie nicht", advice: "Bitten Sie die Verwaltung Ihrer Bibliothek um die Rolle." },
  RATE_LIMITED: {
    title: "Das war zu schnell",
    advice: "Warten Sie einen Augenblick und versuchen Sie es dann erneut."
  },
  VALIDATION_FAILED: {
    title: "Etwas ist nicht richtig ausgefüllt",
    advice: "Berichtigen Sie, was aufgeführt ist, und senden Sie es noch einmal."
  },
  PRECONDITION_FAILED: {
    title: "Jemand anderes hat das inzwischen geändert",
    advice: "Laden Sie es neu und ändern Sie es noch einmal."
  }
}

export const failures: Messages["failures"] = {
  tryLater: "Versuchen Sie es gleich noch einmal.",
  requestId: (id) => `Anfragenummer: ${id}`,
  waitFor: (seconds) => `Versuchen Sie es in ${seconds} s noch einmal.`,
  byCode: (code) => byCode[code] ?? problems[code]
}
