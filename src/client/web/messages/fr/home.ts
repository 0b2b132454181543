import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const counted = plural("fr")

export const home: Messages["home"] = {
  title: "Accueil",
  greeting: {
    morning: (name) => `Bonjour, ${name}`,
    day: (name) => `Bon après-midi, ${name}`,
    evening: (name) => `Bonsoir, ${name}`
  },
  lead: "Voici ce qui vous attend à la bibliothèque.",
  statistics: {
    label: "En un coup d’œil",
    books: (count) => counted(count, { one: "livre à la bibliothèque", other: "livres à la bibliothèque" }),
    loans: (count) => counted(count, { one: "livre chez vous", other: "livres chez vous" }),
    dueSoon: (count) => counted(count, { one: "à rendre sous trois jours", other: "à rendre sous trois jours" }),
    overdue: (count) => counted(count, { one: "# en retard : à rapporter", other: "# en retard : à rapporter" }),
    unread: (count) => counted(count, { one: "notification non lue", other: "notifications non lues" }),
    returned: (count) => counted(count, { one: "livre rendu cette année", other: "livres rendus cette année" })
  },
  readOn: {
    title: "Reprendre la lecture",
    behind: (share) => `${share} lus`,
    onPage: (page) => `Page ${page}`,
    notBegun: "Pas encore commencé",
    due: (when) => `À rendre ${when}`,
    overdue: (when) => `En retard, à rendre ${when}`,
    kept: (when) => `Réservé pour vous jusqu’au ${when}`,
    continue: "Reprendre",
    nothing: "Votre table de lecture est vide",
    find: "Trouver un livre"
  },
  recommended: {
    title: "Recommandés pour vous",
    popular: "Livres appréciés et nouveautés, en attendant de connaître vos goûts.",
    nothing: "Pas encore de recommandations",
    nothingLead: "Empruntez un livre, donnez votre avis, et la bibliothèque trouvera ce qui s’y accorde.",
    borrow: "Emprunter",
    hold: "Réserver",
    borrowBook: (title) => `Emprunter « ${title} »`,
    holdBook: (title) => `Réserver « ${title} »`,
    available: "Disponible",
    lent: "Emprunté",
    borrowed: (title, due) => `« ${title} » est à vous jusqu’au ${due}.`,
    held: (title) => `Vous êtes dans la file d’attente pour « ${title} ».`,
    quicker: "Quelqu’un a été plus rapide. Vous pouvez réserver le livre.",
    back: "Il vient de revenir : vous pouvez l’emprunter maintenant.",
    reasons: {
      borrowed: (label) => `Parce que vous avez emprunté « ${label} »`,
      rated: (label) => `Parce que vous avez aimé « ${label} »`,
      readers: (label) => `Les lecteurs de « ${label} » l’ont lu aussi`,
      tag: (label) => `Vous lisez sur « ${label} »`,
      author: (label) => `Vous lisez ${label}`,
      genre: (label) => `Vous lisez ${label}`,
      popular: "Apprécié à la bibliothèque",
      new: "Nouveau à la bibliothèque"
    }
  },
  recent: {
    title: "Nouveautés",
    all: "Tous les livres",
    nothing: "Les rayons sont vides",
    nothingLead: "Votre bibliothèque ajoutera bientôt les premiers livres.",
    add: "Ajouter des livres"
  },
  desk: {
    title: "Au guichet",
    overdue: (count) => counted(count, { one: "prêt en retard", other: "prêts en retard" }),
    reported: (count) => counted(count, { one: "avis signalé", other: "avis signalés" }),
    failed: (count) => counted(count, { one: "tâche échouée", other: "tâches échouées" })
  }
}
