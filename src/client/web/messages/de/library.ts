import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const counted = plural("de")

const purposes: Readonly<Record<string, string>> = {
  answer: "Antworten auf Fragen",
  summarize: "Zusammenfassungen von Büchern",
  consensus: "Was Lesende denken",
  sentiment: "Stimmung der Rezensionen",
  tags: "Vorgeschlagene Schlagwörter",
  embed: "Suche nach Bedeutung",
  other: "Sonstiges"
}

const plans = { free: "Kostenfreier Tarif", enterprise: "Unternehmenstarif" }

export const library: Messages["library"] = {
  title: "Bibliothek und Regeln",
  lead: (plan, since) => `${plans[plan]} · seit ${since}`,
  name: {
    title: "Name der Bibliothek",
    label: "Name",
    missing: "Die Bibliothek braucht einen Namen",
    tooLong: "Höchstens 120 Zeichen",
    saved: "Die Bibliothek hat ihren neuen Namen."
  },
  policy: {
    title: "Ausleihregeln",
    lead: "Eine geänderte Regel gilt nur für neue Ausleihen.",
    fields: {
      maxActiveLoans: { label: "Bücher zugleich", about: "So viele Bücher darf eine Person zu Hause haben." },
      loanPeriodDays: { label: "Leihfrist in Tagen", about: "Nach so vielen Tagen ist ein Buch fällig." },
      maxRenewals: { label: "Verlängerungen", about: "So oft lässt sich eine Ausleihe verlängern. 0: nie." },
      holdShelfDays: { label: "Tage im Abholregal", about: "So lange wird ein vorgemerktes Buch zurückgelegt." },
      maxOpenHolds: { label: "Vormerkungen zugleich", about: "Auf so viele Bücher darf eine Person warten." },
      overdueRenewalDays: {
        label: "Verlängern nach Fälligkeit, Tage",
        about: "So lange nach der Fälligkeit lässt sich noch verlängern. 0: gar nicht."
      },
      dueSoonDays: {
        label: "Erinnerung vor Fälligkeit, Tage",
        about: "So früh wird erinnert. 0: nie."
      }
    },
    timeZone: "Zeitzone",
    timeZoneAbout: "Ausleihen werden dort am Ende eines Tages fällig.",
    noTimeZone: "Nichts gefunden",
    wholeNumber: (least, most) => `Eine ganze Zahl von ${least} bis ${most}`,
    saved: "Die Regeln wurden gespeichert.",
    undo: "Änderungen verwerfen"
  },
  budget: {
    title: "Sprachmodelle",
    lead: "Was Zusammenfassungen, Antworten und Urteile seit Monatsbeginn (UTC) verbraucht haben.",
    used: (used, budget) => `${used} von ${budget} Token verbraucht`,
    unlimited: (used) => `${used} Token verbraucht, ohne Grenze`,
    left: (left) => `${left} übrig`,
    cost: (cost) => `Kosten: ${cost}`,
    over: "Das Budget ist aufgebraucht: Bis zum nächsten Monat wird gelesen und gefunden, aber nichts geschrieben.",
    table: "Verbrauch nach Zweck und Modell",
    purpose: "Zweck",
    model: "Modell",
    calls: "Aufrufe",
    tokensIn: "Token hinein",
    tokensOut: "Token heraus",
    costColumn: "Kosten",
    nothing: "Diesen Monat nichts verbraucht",
    isLimited: "Token eines Monats begrenzen",
    limit: "Token im Monat, hinein und heraus",
    saved: "Das Budget wurde gespeichert.",
    purposes: (purpose) => purposes[purpose] ?? purpose
  },
  models: {
    title: "Empfehlungen",
    lead: "Jede Nacht lernt die Bibliothek aus dem, was ausgeliehen wurde. Bis ein neues Modell fertig ist, antwortet das bisherige.",
    train: "Jetzt lernen",
    queued: "Wartet auf einen freien Platz …",
    running: (share) => `Lernt … ${share}`,
    done: "Ein neues Modell ist da.",
    skipped: "Bisher wurde zu wenig ausgeliehen, um daraus zu lernen.",
    failed: "Das Lernen ist gescheitert. Das bisherige Modell gilt weiter.",
    cancelled: "Das Lernen wurde abgebrochen.",
    nothing: "Noch kein Modell",
    nothingLead: "Empfehlungen stützen sich auf Titel, Schlagwörter und Verfasser, bis genug ausgeliehen wurde.",
    version: (version) => `Modell ${version}`,
    active: "In Gebrauch",
    learned: (readers, books) =>
      `Aus ${counted(readers, { one: "# Person", other: "# Personen" })} und ${counted(books, { one: "# Buch", other: "# Büchern" })}`,
    quality: (ndcg, popular) => `Trefferqualität ${ndcg}, gegenüber ${popular} des bloß Beliebten`
  },
  api: {
    title: "Für Programme",
    lead: "Alles auf dieser Seite können auch Programme tun.",
    docs: "Die Schnittstelle und ihre Dokumentation"
  }
}
