import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const counted = plural("fr")

const why: Readonly<Record<string, string>> = {
  PDF_ENCRYPTED: "Le PDF est protégé par un mot de passe.",
  PDF_INVALID: "Le PDF est endommagé.",
  FILE_TOO_LARGE: "Le fichier est trop grand pour être lu.",
  PDF_TOO_COMPLEX: "La lecture du fichier prend trop de temps.",
  NEEDS_OCR: "Le fichier contient des images de pages et aucun texte.",
  FILE_EMPTY: "Le fichier ne contient aucun texte.",
  LLM_DOWN: "Le modèle de langage ne répond pas.",
  LLM_BUSY: "Le modèle de langage est occupé.",
  LLM_REFUSED: "Le modèle de langage a refusé de répondre.",
  LLM_TOO_LONG: "Le texte est trop long pour le modèle de langage.",
  MODEL_OUTPUT_INVALID: "Le modèle de langage n’a pas donné de réponse utilisable.",
  BUDGET_EXCEEDED: "Le budget de la bibliothèque pour les modèles de langage est épuisé."
}

const roles = { member: "membre", librarian: "bibliothécaire", admin: "administrateur" }

export const notifications: Messages["notifications"] = {
  title: "Notifications",
  lead: (unread) =>
    unread === 0 ? "Tout est lu." : counted(unread, { one: "# n’est pas lue.", other: "# ne sont pas lues." }),
  tabs: { label: "Quelles notifications", all: "Toutes", unread: "Non lues", preferences: "Ce qui m’est signalé" },
  readAll: "Tout marquer comme lu",
  allRead: (count) => counted(count, { one: "# marquée comme lue", other: "# marquées comme lues" }),
  read: (about) => `Marquer comme lue : ${about}`,
  remove: (about) => `Retirer : ${about}`,
  isNew: "Nouveau",
  nothing: "Aucune notification",
  nothingLead: "Quand une réservation est prête ou qu’un prêt arrive à échéance, c’est dit ici.",
  nothingUnread: "Rien de non lu",
  whole: "C’est tout.",
  reason: (code) => why[code] ?? `Raison : ${code}.`,
  tell: {
    "loan.due-soon": (title, due) => ({
      title: `« ${title} » est bientôt à rendre`,
      text: `Rapportez-le ou prolongez-le avant le ${due}.`
    }),
    "loan.overdue": (title, due) => ({
      title: `« ${title} » est en retard`,
      text: `Il était à rendre le ${due}. Quelqu’un l’attend peut-être.`
    }),
    "hold.ready": (title, until) => ({
      title: `« ${title} » vous attend`,
      text: `Il est gardé au guichet jusqu’au ${until}.`
    }),
    "hold.expired": (title) => ({
      title: `Votre réservation de « ${title} » a pris fin`,
      text: "Le livre n’a pas été retiré à temps. Vous pouvez le réserver de nouveau."
    }),
    "book.summarized": (title) => ({
      title: `« ${title} » a un résumé`,
      text: "La bibliothèque a lu le livre que vous avez ajouté."
    }),
    "book.summary-failed": (title, reason) => ({
      title: `« ${title} » n’a pas pu être résumé`,
      text: reason
    }),
    "document.ready": (title) => ({
      title: `« ${title} » est prêt`,
      text: "Vous pouvez le lire et l’interroger."
    }),
    "document.failed": (title, reason) => ({ title: `« ${title} » n’a pas pu être lu`, text: reason }),
    "job.failed": (type, reason) => ({ title: `Une tâche a échoué : ${type}`, text: reason }),
    "review.hidden": (title, reason) => ({
      title: `Votre avis sur « ${title} » a été masqué`,
      text: reason
    }),
    "review.reported": (title) => ({
      title: `Un avis sur « ${title} » a été signalé`,
      text: "Quelqu’un le conteste. Merci de l’examiner."
    }),
    "account.role-changed": (from, to) => ({
      title: `Votre rôle est désormais : ${roles[to]}`,
      text: `Auparavant : ${roles[from]}.`
    })
  },
  preferences: {
    title: "Ce qui m’est signalé",
    lead: "Cela vaut pour ce qui se passe à partir de maintenant.",
    types: {
      "loan.due-soon": "Un prêt arrive à échéance",
      "loan.overdue": "Un prêt est en retard",
      "hold.ready": "Un livre est gardé pour moi",
      "hold.expired": "Une réservation a pris fin",
      "book.summarized": "Un livre que j’ai ajouté a un résumé",
      "book.summary-failed": "Un livre que j’ai ajouté n’a pas pu être résumé",
      "document.ready": "Un document à moi est prêt",
      "document.failed": "Un document à moi n’a pas pu être lu",
      "job.failed": "Une tâche que j’ai demandée a échoué",
      "review.hidden": "Un avis de moi a été masqué",
      "review.reported": "Un avis a été signalé",
      "account.role-changed": "Mon rôle a été changé"
    }
  }
}
