import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const count = plural("de")

export const book: Messages["book"] = {
  title: "Buch",
  coverOf: (title) => `Umschlag von „${title}“`,
  stars: (value) => `${value} von 5 Sternen`,
  states: { available: "Im Regal", notAvailable: "Nicht verfügbar" },
  read: "Hier lesen",
  ask: "Das Buch fragen",
  download: (type, size) => `${type} herunterladen, ${size}`,
  facts: {
    genre: "Gattung",
    year: "Erschienen",
    language: "Sprache",
    isbn: "ISBN",
    added: "Hinzugefügt",
    tags: "Schlagwörter",
    tagsSuggested: "Schlagwörter, aus dem Text vorgeschlagen"
  },
  lending: {
    label: "Ausleihe",
    mine: "Sie haben dieses Buch zu Hause",
    borrowing: "Einen Augenblick, es wird vermerkt.",
    due: (date, relative) => `Bringen Sie es bis ${date} zurück (${relative}).`,
    overdue: "Dieses Buch ist überfällig",
    wasDue: (date, relative) => `Es war am ${date} fällig (${relative}). Bitte bringen Sie es zurück.`,
    renewalsLeft: (left) =>
      left < 1
        ? "Es kann nicht noch einmal verlängert werden."
        : count(left, { one: "Noch # Verlängerung möglich.", other: "Noch # Verlängerungen möglich." }),
    keptForMe: "Ein Exemplar liegt für Sie bereit",
    keptUntil: (date) => `Leihen Sie es bis ${date} aus; danach geht es an die Nächsten.`,
    comeSoon: "Leihen Sie es bald aus; danach geht es an die Nächsten.",
    holding: "Sie warten auf dieses Buch",
    suspended: "Ihre Vormerkung ruht",
    queuePlace: (position) =>
      position === 1 ? "Sie sind als Nächstes dran." : `Sie haben Platz ${position} in der Reihe.`,
    lentBefore: (times) =>
      times === 0
        ? "Noch niemand hat es ausgeliehen."
        : count(times, { one: "Bisher einmal ausgeliehen.", other: "Bisher #-mal ausgeliehen." }),
    onLoan: (date) => `Ausgeliehen bis ${date}`,
    keptForOther: "Für jemand anderen zurückgelegt",
    waiting: (readers) =>
      readers === 0
        ? "Noch niemand wartet darauf."
        : count(readers, { one: "# Person wartet.", other: "# Personen warten." }),
    borrow: "Ausleihen",
    renew: "Verlängern",
    giveBack: "Zurückgeben",
    takeBack: "An der Theke zurücknehmen",
    place: "Vormerken",
    cancel: "Vormerkung aufheben",
    cancelKept: "Ich brauche es nicht mehr",
    borrowed: (date) => `Ausgeliehen. Bringen Sie es bis ${date} zurück.`,
    placed: (position) => `Vorgemerkt: Sie haben Platz ${position} in der Reihe.`,
    cancelled: "Ihre Vormerkung ist aufgehoben.",
    renewed: (date) => `Verlängert bis ${date}.`,
    givenBack: "Zurückgegeben. Vielen Dank!",
    tooLate: "Jemand war schneller",
    tooLateAdvice:
      "Jemand anderes hat dieses Buch einen Augenblick vor Ihnen bekommen. Merken Sie es vor, dann wird es für Sie zurückgelegt, sobald es wieder da ist."
  },
  summary: {
    title: "Zusammenfassung",
    none: "Es gibt keine Datei, die zusammengefasst werden könnte.",
    pending: "Die Bibliothek liest das Buch",
    again: "Wartet auf einen neuen Versuch",
    failed: "Es gibt keine Zusammenfassung",
    needsOcr: "Die Datei enthält Bilder von Seiten und keinen lesbaren Text.",
    madeBy: (model, date) => (model === "" ? `Geschrieben am ${date}` : `Geschrieben von ${model} am ${date}`)
  },
  opinion: {
    title: "Was Leserinnen und Leser meinen",
    none: "Noch niemand hat dieses Buch rezensiert.",
    reviews: (total) => count(total, { one: "aus # Rezension", other: "aus # Rezensionen" }),
    notRead: "Die Rezensionen werden gerade gelesen.",
    consensus: "Worin die Rezensionen übereinstimmen",
    consensusPending: "Worin die Rezensionen übereinstimmen, wird gerade geschrieben."
  },
  mood: {
    words: { positive: "Positiv", neutral: "Gemischt", negative: "Negativ" },
    gauge: (said, score) => `So klingen die Rezensionen: ${said}, ${score} zwischen -1 und 1`,
    score: (score) => `${score} zwischen -1 und 1`,
    shares: "Wie viele Rezensionen wie klingen"
  },
  reviews: {
    title: "Rezensionen",
    none: "Noch keine Rezensionen. Wer das Buch ausgeliehen hat, kann die erste schreiben.",
    write: "Rezension schreiben",
    edit: "Ihre Rezension bearbeiten",
    rating: "Ihre Bewertung",
    ratingMissing: "Wählen Sie einen bis fünf Sterne",
    text: "Wie ist das Buch?",
    textShort: (least) => `Schreiben Sie mindestens ${least} Zeichen`,
    characters: (now, most) => `${now} von höchstens ${most} Zeichen`,
    send: "Veröffentlichen",
    written: "Ihre Rezension ist gespeichert.",
    removed: "Die Rezension ist gelöscht.",
    reported: "Danke. Ihre Bibliothek wird sie sich ansehen.",
    hidden: "Die Rezension ist verborgen.",
    shown: "Die Rezension ist wieder zu sehen.",
    sort: "Rezensionen sortieren",
    sorts: { newest: "Neueste", oldest: "Älteste", best: "Beste", worst: "Schlechteste" },
    you: "Sie",
    somebody: "Jemand aus der Bibliothek",
    edited: "bearbeitet",
    sounds: (feeling) => `klingt ${feeling.toLowerCase()}`,
    isHidden: "Von der Bibliothek verborgen: nur für die schreibende Person und das Personal sichtbar",
    remove: "Löschen",
    report: "Melden",
    hide: "Verbergen",
    unhide: "Wieder zeigen",
    reason: "Grund",
    ask: {
      remove: {
        title: "Diese Rezension löschen?",
        action: "Löschen",
        lead: "Sie kann nicht zurückgeholt werden."
      },
      report: {
        title: "Diese Rezension melden",
        action: "Melden",
        lead: "Sagen Sie, was daran nicht stimmt. Ihre Bibliothek wird sie sich ansehen."
      },
      hide: {
        title: "Diese Rezension verbergen",
        action: "Verbergen",
        lead: "Wer sie schrieb, erfährt den Grund. Sie zählt nicht mehr mit."
      }
    }
  },
  similar: {
    title: "Ähnliche Bücher",
    none: "In der Bibliothek gibt es noch keine ähnlichen Bücher.",
    why: {
      series: (label) => `Gleiche Reihe: ${label}`,
      author: (label) => `Auch von ${label}`,
      tag: (label) => `Auch zu „${label}“`,
      genre: (label) => `Gleiche Gattung: ${label}`,
      text: () => "Handelt von Ähnlichem"
    }
  },
  toList: {
    open: "Zu einer Liste",
    title: "Zu einer Leseliste hinzufügen",
    none: "Sie haben noch keine Leseliste.",
    newList: "Neue Liste",
    begin: "Anlegen und hinzufügen",
    books: (total) => count(total, { one: "# Buch", other: "# Bücher" }),
    done: (name) => `Zu „${name}“ hinzugefügt.`
  },
  staff: {
    label: "Für das Personal",
    edit: "Bearbeiten",
    summarize: "Neu zusammenfassen",
    isAsked: "Eine neue Zusammenfassung wird geschrieben.",
    isCurrent: "Die Zusammenfassung ist aktuell.",
    remove: "Entfernen",
    removed: (title) => `„${title}“ ist entfernt.`,
    removeTitle: (title) => `„${title}“ entfernen?`,
    removeLead:
      "Das Buch, seine Datei und seine Rezensionen werden endgültig gelöscht. Vergangene Ausleihen bleiben im Verlauf."
  }
}
