import type { Messages } from "../en/index.ts"
import { phaseOfParts } from "../PhaseOfParts.ts"
import { plural } from "../Plural.ts"

const count = plural("de")

const kinds: Readonly<Record<string, string>> = {
  "intelligence.summarize-book": "Buch zusammenfassen",
  "intelligence.index-book": "Buch durchsuchbar machen",
  "intelligence.suggest-tags": "Schlagwörter vorschlagen",
  "intelligence.judge-review": "Stimmung einer Rezension lesen",
  "intelligence.update-consensus": "Rezensionen eines Buches zusammenfassen",
  "intelligence.train-recommender": "Empfehlungen trainieren",
  "intelligence.recompute-preferences": "Geschmack einer Person lernen",
  "intelligence.recompute-recommendations": "Empfehlungen auswählen",
  "intelligence.refresh-recommendations": "Empfehlungen erneuern",
  "intelligence.refresh-popular-books": "Beliebte Bücher finden",
  "intelligence.describe-books": "Bücher für Empfehlungen beschreiben",
  "intelligence.embed-library": "Bedeutung der Texte lernen",
  "workspace.read-document": "Dokument lesen",
  "catalogue.render-cover": "Titelbild zeichnen",
  "catalogue.remove-objects": "Dateien löschen"
}

const upkeep: Readonly<Record<string, string>> = {
  "catalogue.find-uncovered-books": "Bücher ohne Titelbild finden",
  "catalogue.collect-orphans": "Dateien wegräumen, die zu nichts gehören",
  "catalogue.collect-orphaned-covers": "Titelbilder wegräumen, die zu nichts gehören",
  "workspace.collect-orphans": "Dateien früherer Dokumente wegräumen",
  "workspace.find-unsearchable-documents": "Noch nicht durchsuchbare Dokumente finden",
  "circulation.move-queues": "Wartende auf Bücher nachrücken lassen",
  "circulation.note-due-loans": "Fällige Ausleihen finden",
  "identity.delete-expired-sessions": "Abgelaufene Sitzungen löschen",
  "notifications.delete-old": "Alte Benachrichtigungen löschen",
  "jobs.delete-old": "Alte Aufträge löschen",
  "events.delete-old": "Alte Ereignisse löschen",
  "intelligence.find-unembedded": "Texte finden, deren Bedeutung noch nicht gelernt ist",
  "intelligence.build-vector-indexes": "Texte nach ihrer Bedeutung ordnen",
  "intelligence.find-unindexed-books": "Noch nicht durchsuchbare Bücher finden",
  "intelligence.find-undescribed-books": "Bücher ohne Beschreibung finden",
  "intelligence.find-outdated-popular-books": "Veraltete Listen beliebter Bücher finden",
  "intelligence.find-untaught-libraries": "Bibliotheken finden, von denen zu lernen ist",
  "intelligence.find-stale-consensus": "Geänderte Meinungen finden"
}

const phases: Readonly<Record<string, string>> = {
  extracting: "Text wird herausgelöst",
  reading: "wird gelesen",
  merging: "Teile werden verbunden",
  cutting: "wird in Abschnitte geteilt",
  indexing: "wird verzeichnet",
  storing: "wird gespeichert",
  training: "wird trainiert",
  embedding: "Bedeutung wird gelernt"
}

export const jobs: Messages["jobs"] = {
  title: "Aufträge",
  lead: "Arbeit im Hintergrund: Zusammenfassungen, Suche, Empfehlungen.",
  status: "Stand",
  anyStatus: "Alle",
  type: "Art",
  anyType: "Alle Arten",
  clear: "Auswahl aufheben",
  nothing: "Solche Aufträge gibt es nicht",
  nothingHint: "Kommen Bücher oder Dokumente hinzu, erscheint die Arbeit daran hier.",
  caption: "Aufträge, die neuesten zuerst",
  progress: "Fortschritt",
  attempts: "Versuche",
  queued: "Verlangt",
  details: "Einzelheiten",
  id: "Nummer",
  trace: "Trace-Nummer",
  phase: "Abschnitt",
  relatedTo: "Worum es geht",
  runAt: "Fällig",
  started: "Begonnen",
  finished: "Beendet",
  result: "Ergebnis",
  errors: "Was schiefging",
  retry: "Noch einmal versuchen",
  cancel: "Auftrag abbrechen",
  retried: "Der Auftrag wird noch einmal versucht",
  cancelled: "Der Auftrag wird abgebrochen",
  showBook: "Buch öffnen",
  showDocument: "Dokument öffnen",
  kindName: (kind) => kinds[kind] ?? upkeep[kind] ?? kind,
  kindNames: kinds,
  phaseName: (phase) =>
    phases[phase] ?? phaseOfParts(phase, (part, parts) => `Teil ${part} von ${parts} wird gelesen`) ?? phase,
  detailsOf: (name, when) => `Einzelheiten: ${name}, ${when}`,
  attempt: (attempt) => `Versuch ${attempt}`,
  statuses: {
    pending: "Wartet",
    running: "Läuft",
    completed: "Erledigt",
    failed: "Gescheitert",
    cancelled: "Abgebrochen"
  },
  queues: {
    title: "Warteschlangen",
    lead: "Die Arbeit der ganzen Installation, aller Bibliotheken.",
    onlyOperators: "Nur die Verwaltung der Bibliothek dieser Installation sieht die Warteschlangen.",
    ready: "Bereit",
    waiting: "Warten",
    running: "Laufen",
    failed: "Gescheitert",
    paused: "Angehalten: Nichts davon beginnt",
    going: "In Betrieb",
    pause: "Anhalten",
    resume: "Weiterlaufen lassen",
    kinds: "Arten von Arbeit",
    noKinds: "Nichts wartet, läuft oder ist gescheitert.",
    kind: "Art",
    queue: "Warteschlange",
    state: "Stand",
    count: "Anzahl",
    actions: "Was getan werden kann",
    deadLetters: "Unzustellbares",
    deadLead:
      "Endgültig gescheiterte Aufträge. Sie bleiben, bis sie erneut versucht oder wiederholt werden oder veralten.",
    noDead: "Es gibt nichts Unzustellbares",
    lastError: "Letzter Fehler",
    retryAll: "Alle noch einmal versuchen …",
    retryTitle: "Unzustellbares noch einmal versuchen",
    how: "Wie",
    same: "Dieselben Aufträge, mit allen Versuchen von vorn",
    asNew: "Als neue Aufträge; die alten bleiben, wie sie sind",
    rate: "Wie viele je Sekunde",
    rateHint: "Bleibt es leer, sind alle sofort fällig",
    limit: "Höchstens",
    start: "Beginnen",
    of: (action, name) => `${action}: ${name}`,
    oldest: (duration) => `Das älteste ist seit ${duration} bereit`,
    done: (jobs) => count(jobs, { one: "# Auftrag wartet jetzt", other: "# Aufträge warten jetzt" })
  }
}
