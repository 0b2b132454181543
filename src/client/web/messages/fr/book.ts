import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const count = plural("fr")

export const book: Messages["book"] = {
  title: "Livre",
  coverOf: (title) => `Couverture de « ${title} »`,
  stars: (value) => `${value} étoiles sur 5`,
  states: { available: "En rayon", notAvailable: "Indisponible" },
  read: "Lire ici",
  ask: "Interroger ce livre",
  download: (type, size) => `Télécharger ${type}, ${size}`,
  facts: {
    genre: "Genre",
    year: "Parution",
    language: "Langue",
    isbn: "ISBN",
    added: "Ajouté",
    tags: "Mots-clés",
    tagsSuggested: "Mots-clés, proposés d’après le texte"
  },
  lending: {
    label: "Emprunt",
    mine: "Vous avez ce livre chez vous",
    borrowing: "Un instant, l’emprunt est en cours d’enregistrement.",
    due: (date, relative) => `Rapportez-le au plus tard le ${date} (${relative}).`,
    overdue: "Ce livre est en retard",
    wasDue: (date, relative) => `Il était attendu le ${date} (${relative}). Merci de le rapporter.`,
    renewalsLeft: (left) =>
      left < 1
        ? "Il ne peut plus être prolongé."
        : count(left, { one: "Encore # prolongation possible.", other: "Encore # prolongations possibles." }),
    keptForMe: "Un exemplaire vous est réservé",
    keptUntil: (date) => `Empruntez-le au plus tard le ${date} ; ensuite il ira à la personne suivante.`,
    comeSoon: "Empruntez-le bientôt ; ensuite il ira à la personne suivante.",
    holding: "Vous attendez ce livre",
    suspended: "Votre réservation est suspendue",
    queuePlace: (position) =>
      position === 1 ? "Vous êtes en tête de la file." : `Vous êtes au rang ${position} de la file.`,
    lentBefore: (times) =>
      times === 0
        ? "Personne ne l’a encore emprunté."
        : count(times, { one: "Emprunté # fois jusqu’ici.", other: "Emprunté # fois jusqu’ici." }),
    onLoan: (date) => `Emprunté jusqu’au ${date}`,
    keptForOther: "Réservé à quelqu’un d’autre",
    waiting: (readers) =>
      readers === 0
        ? "Personne ne l’attend encore."
        : count(readers, { one: "# personne attend.", other: "# personnes attendent." }),
    borrow: "Emprunter",
    renew: "Prolonger",
    giveBack: "Rendre",
    takeBack: "Reprendre au guichet",
    place: "Réserver",
    cancel: "Annuler ma réservation",
    cancelKept: "Je n’en ai plus besoin",
    borrowed: (date) => `Emprunté. Rapportez-le au plus tard le ${date}.`,
    placed: (position) => `Réservé : vous êtes au rang ${position} de la file.`,
    cancelled: "Votre réservation est annulée.",
    renewed: (date) => `Prolongé jusqu’au ${date}.`,
    givenBack: "Rendu. Merci !",
    tooLate: "Quelqu’un a été plus rapide",
    tooLateAdvice:
      "Une autre personne a obtenu ce livre un instant avant vous. Réservez-le : il sera mis de côté pour vous à son retour."
  },
  summary: {
    title: "Résumé",
    none: "Il n’y a pas de fichier à résumer.",
    pending: "La bibliothèque lit le livre",
    again: "En attente d’un nouvel essai",
    failed: "Il n’y a pas de résumé",
    needsOcr: "Le fichier contient des images de pages, sans texte lisible.",
    madeBy: (model, date) => (model === "" ? `Rédigé le ${date}` : `Rédigé par ${model} le ${date}`)
  },
  opinion: {
    title: "Ce qu’en pensent les lecteurs",
    none: "Personne n’a encore donné son avis sur ce livre.",
    reviews: (total) => count(total, { one: "d’après # avis", other: "d’après # avis" }),
    notRead: "Les avis sont en cours de lecture.",
    consensus: "Ce sur quoi les avis s’accordent",
    consensusPending: "Ce sur quoi les avis s’accordent est en cours de rédaction."
  },
  mood: {
    words: { positive: "Positif", neutral: "Partagé", negative: "Négatif" },
    gauge: (said, score) => `Ton des avis : ${said}, ${score} entre -1 et 1`,
    score: (score) => `${score} entre -1 et 1`,
    shares: "Nombre d’avis selon leur ton"
  },
  reviews: {
    title: "Avis",
    none: "Pas encore d’avis. Toute personne qui a emprunté le livre peut écrire le premier.",
    write: "Écrire un avis",
    edit: "Modifier votre avis",
    rating: "Votre note",
    ratingMissing: "Choisissez de une à cinq étoiles",
    text: "Comment est ce livre ?",
    textShort: (least) => `Écrivez au moins ${least} caractères`,
    characters: (now, most) => `${now} caractères sur ${most} au plus`,
    send: "Publier",
    written: "Votre avis est enregistré.",
    removed: "L’avis est supprimé.",
    reported: "Merci. Votre bibliothèque va l’examiner.",
    hidden: "L’avis est masqué.",
    shown: "L’avis est de nouveau visible.",
    sort: "Trier les avis",
    sorts: { newest: "Plus récents", oldest: "Plus anciens", best: "Meilleures notes", worst: "Moins bonnes notes" },
    you: "Vous",
    somebody: "Une personne de la bibliothèque",
    edited: "modifié",
    sounds: (feeling) => `ton ${feeling.toLowerCase()}`,
    isHidden: "Masqué par la bibliothèque : seuls son auteur et le personnel le voient",
    remove: "Supprimer",
    report: "Signaler",
    hide: "Masquer",
    unhide: "Afficher de nouveau",
    reason: "Motif",
    ask: {
      remove: { title: "Supprimer cet avis ?", action: "Supprimer", lead: "Il ne pourra pas être rétabli." },
      report: {
        title: "Signaler cet avis",
        action: "Signaler",
        lead: "Dites ce qui ne va pas. Votre bibliothèque va l’examiner."
      },
      hide: {
        title: "Masquer cet avis",
        action: "Masquer",
        lead: "Son auteur en saura le motif. Il ne compte plus."
      }
    }
  },
  similar: {
    title: "Livres proches",
    none: "Il n’y a pas encore de livres proches dans la bibliothèque.",
    why: {
      series: (label) => `Même série : ${label}`,
      author: (label) => `Aussi de ${label}`,
      tag: (label) => `Aussi sur « ${label} »`,
      genre: (label) => `Même genre : ${label}`,
      text: () => "Sujets voisins"
    }
  },
  toList: {
    open: "Ajouter à une liste",
    title: "Ajouter à une liste de lecture",
    none: "Vous n’avez pas encore de liste de lecture.",
    newList: "Nouvelle liste",
    begin: "Créer et ajouter",
    books: (total) => count(total, { one: "# livre", other: "# livres" }),
    done: (name) => `Ajouté à « ${name} ».`
  },
  staff: {
    label: "Pour le personnel",
    edit: "Modifier",
    summarize: "Résumer de nouveau",
    isAsked: "Un nouveau résumé est en cours de rédaction.",
    isCurrent: "Le résumé est à jour.",
    remove: "Retirer",
    removed: (title) => `« ${title} » est retiré.`,
    removeTitle: (title) => `Retirer « ${title} » ?`,
    removeLead:
      "Le livre, son fichier et ses avis sont supprimés définitivement. Les emprunts passés restent dans l’historique."
  }
}
