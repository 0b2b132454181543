import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const count = plural("de")

export const loans: Messages["loans"] = {
  title: "Meine Ausleihen",
  lead: "Was Sie zu Hause haben und worauf Sie warten.",
  toHistory: "Verlauf und Statistik",
  atHome: "Zu Hause",
  nothingAtHome: "Sie haben keine Bücher zu Hause",
  findOne: "Ein Buch finden",
  due: (when) => `Fällig ${when}`,
  overdue: (since) => `Überfällig: war ${since} fällig`,
  dueOn: (date) => `Bis ${date}`,
  renewalsLeft: (left) =>
    left <= 0
      ? "Nicht mehr verlängerbar"
      : count(left, { one: "Noch einmal verlängerbar", other: "Noch #-mal verlängerbar" }),
  renew: "Verlängern",
  renewOf: (title) => `${title} verlängern`,
  renewed: (title, date) => `„${title}“ gehört Ihnen bis ${date}`,
  giveBack: "Zurückgeben",
  giveBackOf: (title) => `${title} zurückgeben`,
  givenBack: (title) => `„${title}“ ist zurückgegeben. Vielen Dank!`,
  readOn: "Lesen",
  readOnOf: (title) => `${title} lesen`,
  holds: {
    title: "Vorgemerkt",
    nothing: "Sie warten auf kein Buch",
    hint: "Ist ein Buch ausgeliehen, können Sie sich auf seiner Seite vormerken.",
    waiting: (position) => `Platz ${position} in der Warteliste`,
    waitingSomewhere: "In der Warteliste",
    suspended: (position) => `Pausiert: Ihr Platz ${position} bleibt, solange Sie übergangen werden`,
    suspendedSomewhere: "Pausiert: Ihr Platz bleibt, solange Sie übergangen werden",
    ready: (until) => `Liegt für Sie bereit: bis ${until}`,
    readySomewhen: "Liegt für Sie bereit",
    placedOn: (date) => `Seit ${date}`,
    borrow: "Jetzt ausleihen",
    borrowOf: (title) => `Jetzt ausleihen: ${title}`,
    borrowed: (title, date) => `„${title}“ gehört Ihnen bis ${date}`,
    suspend: "Pausieren",
    suspendOf: (title) => `Vormerkung von ${title} pausieren`,
    resume: "Wieder warten",
    resumeOf: (title) => `Wieder warten: ${title}`,
    cancel: "Nicht mehr warten",
    cancelOf: (title) => `Nicht mehr warten: ${title}`,
    cancelTitle: "Nicht mehr warten?",
    cancelLead: (title) => `Sie verlieren Ihren Platz in der Warteliste für „${title}“.`,
    cancelled: (title) => `Sie warten nicht mehr auf „${title}“`
  },
  history: {
    title: "Mein Leseverlauf",
    lead: "Jedes Buch, das Sie hier ausgeliehen haben.",
    toLoans: "Zu meinen Ausleihen",
    nothing: "Sie haben noch kein Buch ausgeliehen",
    total: "Ausleihen insgesamt",
    returned: "Zurückgegeben",
    onTime: "Pünktlich zurückgegeben",
    averageDays: "Tage im Schnitt behalten",
    renewals: "Verlängerungen",
    late: "Verspätet zurückgegeben",
    byMonth: "Monat für Monat",
    month: "Monat",
    borrowed: "Ausgeliehen",
    noMonths: "Noch gibt es nichts zu zeichnen.",
    asTable: "Die Zahlen als Tabelle zeigen",
    loans: "Alle Ausleihen",
    book: "Buch",
    borrowedAt: "Ausgeliehen",
    returnedAt: "Zurückgegeben",
    state: "Stand",
    states: {
      active: "Zu Hause",
      overdue: "Überfällig",
      returned: "Zurückgegeben",
      returnedLate: "Verspätet zurückgegeben"
    },
    notReturned: "noch nicht"
  }
}
