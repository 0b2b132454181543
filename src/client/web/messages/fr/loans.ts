import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const count = plural("fr")

export const loans: Messages["loans"] = {
  title: "Mes emprunts",
  lead: "Ce que vous avez chez vous et ce que vous attendez.",
  toHistory: "Historique et statistiques",
  atHome: "Chez vous",
  nothingAtHome: "Vous n’avez aucun livre chez vous",
  findOne: "Trouver un livre",
  due: (when) => `À rendre ${when}`,
  overdue: (since) => `En retard : à rendre ${since}`,
  dueOn: (date) => `Jusqu’au ${date}`,
  renewalsLeft: (left) =>
    left <= 0
      ? "Ne peut plus être prolongé"
      : count(left, { one: "Peut être prolongé encore # fois", other: "Peut être prolongé encore # fois" }),
  renew: "Prolonger",
  renewOf: (title) => `Prolonger ${title}`,
  renewed: (title, date) => `« ${title} » est à vous jusqu’au ${date}`,
  giveBack: "Rendre",
  giveBackOf: (title) => `Rendre ${title}`,
  givenBack: (title) => `« ${title} » est rendu. Merci !`,
  readOn: "Lire",
  readOnOf: (title) => `Lire ${title}`,
  holds: {
    title: "En attente",
    nothing: "Vous n’attendez aucun livre",
    hint: "Quand un livre est emprunté, vous pouvez le réserver sur sa page.",
    waiting: (position) => `Numéro ${position} dans la file`,
    waitingSomewhere: "Dans la file",
    suspended: (position) => `En pause : votre place, numéro ${position}, est gardée pendant que d’autres passent`,
    suspendedSomewhere: "En pause : votre place est gardée pendant que d’autres passent",
    ready: (until) => `Prêt pour vous : gardé jusqu’au ${until}`,
    readySomewhen: "Prêt pour vous",
    placedOn: (date) => `Depuis le ${date}`,
    borrow: "Emprunter maintenant",
    borrowOf: (title) => `Emprunter maintenant : ${title}`,
    borrowed: (title, date) => `« ${title} » est à vous jusqu’au ${date}`,
    suspend: "Mettre en pause",
    suspendOf: (title) => `Mettre en pause l’attente de ${title}`,
    resume: "Attendre à nouveau",
    resumeOf: (title) => `Attendre à nouveau ${title}`,
    cancel: "Ne plus attendre",
    cancelOf: (title) => `Ne plus attendre ${title}`,
    cancelTitle: "Ne plus attendre ?",
    cancelLead: (title) => `Vous perdez votre place dans la file pour « ${title} ».`,
    cancelled: (title) => `Vous n’attendez plus « ${title} »`
  },
  history: {
    title: "Mon historique de lecture",
    lead: "Tous les livres que vous avez empruntés ici.",
    toLoans: "Vers mes emprunts",
    nothing: "Vous n’avez encore emprunté aucun livre",
    total: "Emprunts en tout",
    returned: "Rendus",
    onTime: "Rendus à temps",
    averageDays: "Jours gardés, en moyenne",
    renewals: "Prolongations",
    late: "Rendus en retard",
    byMonth: "Mois par mois",
    month: "Mois",
    borrowed: "Empruntés",
    noMonths: "Il n’y a encore rien à dessiner.",
    asTable: "Montrer les nombres en tableau",
    loans: "Tous les emprunts",
    book: "Livre",
    borrowedAt: "Emprunté",
    returnedAt: "Rendu",
    state: "État",
    states: { active: "Chez vous", overdue: "En retard", returned: "Rendu", returnedLate: "Rendu en retard" },
    notReturned: "pas encore"
  }
}
