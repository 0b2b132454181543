import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const counted = plural("fr")

export const shell: Messages["shell"] = {
  skipToContent: "Aller au contenu",
  openNavigation: "Ouvrir la navigation",
  closeNavigation: "Fermer la navigation",
  navigation: "Navigation principale",
  groups: { read: "Lire", desk: "Guichet", admin: "Administration" },
  home: "Accueil",
  books: "Livres",
  ask: "Interroger la bibliothèque",
  loans: "Mes emprunts",
  lists: "Listes de lecture",
  documents: "Documents",
  upload: "Ajouter des livres",
  deskLoans: "Prêts et retards",
  moderation: "Avis à vérifier",
  jobs: "Tâches",
  queues: "Files d’attente",
  users: "Personnes",
  library: "Bibliothèque et règles",
  status: "Système",
  notifications: "Notifications",
  unread: (count) => `Notifications, ${count} non lues`,
  profile: "Profil",
  logOut: "Se déconnecter",
  account: "Compte",
  colors: { label: "Couleurs", light: "Clair", dark: "Sombre", auto: "Comme le système" },
  language: "Langue",
  search: "Chercher des livres et des pages",
  searchShort: "Chercher",
  searchFor: (text) => `Chercher les livres avec « ${text} »`,
  found: (count) => counted(count, { one: "# suggestion", other: "# suggestions" }),
  askAbout: (text) => `Interroger la bibliothèque : « ${text} »`,
  suggestions: {
    title: () => "Livre",
    author: (count) => counted(count, { one: "Auteur de # livre", other: "Auteur de # livres" }),
    tag: (count) => counted(count, { one: "Mot-clé de # livre", other: "Mot-clé de # livres" })
  },
  offline: "Vous êtes hors ligne. Votre saisie est conservée ; l’envoi reprendra à votre retour.",
  reconnecting: "La bibliothèque ne répond pas. Nouvel essai…",
  expired: {
    title: "Reconnectez-vous pour continuer",
    lead: (email) => `Votre session est terminée, ${email}. Tout reste en place sur la page.`,
    leave: "Quitter plutôt"
  },
  notFound: {
    title: "Cette page n’existe pas",
    lead: "L’adresse est peut-être mal saisie, ou son contenu a disparu.",
    back: "À l’accueil"
  },
  broken: {
    title: "Quelque chose s’est cassé sur cette page",
    lead: "Rien de ce qui est enregistré n’est perdu.",
    reload: "Recharger la page"
  }
}
