import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const counted = plural("fr")

export const users: Messages["users"] = {
  title: "Personnes",
  lead: (total) => counted(total, { one: "# personne a un compte.", other: "# personnes ont un compte." }),
  found: (total) => counted(total, { one: "# personne trouvée.", other: "# personnes trouvées." }),
  list: "Personnes de la bibliothèque",
  search: "Nom ou adresse e-mail",
  filter: "Rôle",
  all: "Tous les rôles",
  roles: { member: "Membre", librarian: "Bibliothécaire", admin: "Administrateur" },
  rolesLead: {
    member: "Lit, emprunte, donne son avis et pose des questions.",
    librarian: "S’occupe aussi du catalogue, du guichet et des avis.",
    admin: "S’occupe aussi des personnes, des règles et des modèles."
  },
  you: "Vous",
  deactivated: "Désactivé",
  blocked: "Bloqué",
  blockedBecause: (reason) => `Bloqué : ${reason}`,
  since: (when) => `Depuis ${when}`,
  manage: "Gérer",
  manageOf: (name) => `Gérer ${name}`,
  nothing: "Personne de trouvé",
  nothingLead: "Cherchez autre chose, ou choisissez un autre rôle.",
  form: {
    title: (name) => `Gérer ${name}`,
    role: "Rôle",
    active: "Le compte peut être utilisé",
    activeLead: "Un compte désactivé ne peut plus rien, immédiatement. Toutes ses données restent.",
    lends: "La bibliothèque prête à cette personne",
    lendsLead: "Une personne bloquée peut rendre des livres, mais ni emprunter, ni prolonger, ni réserver.",
    reason: "Raison, visible par la personne",
    reasonLong: "500 caractères au plus",
    saved: (name) => `${name} a été modifié.`
  },
  erase: {
    open: "Effacer le compte…",
    lead: (name) =>
      `Effacer ${name} définitivement ? Les prêts passés restent sans le nom, les réservations sont annulées, tout le reste disparaît. Les livres encore à la maison doivent d’abord être rendus.`,
    confirm: "Effacer définitivement",
    erased: (name) => `${name} a été effacé.`
  }
}
