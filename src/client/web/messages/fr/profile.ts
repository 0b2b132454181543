import type { Messages } from "../en/index.ts"

export const profile: Messages["profile"] = {
  title: "Profil",
  lead: (email, role) => `${email} · ${role}`,
  roles: { member: "Membre", librarian: "Bibliothécaire", admin: "Administrateur" },
  blocked: {
    title: "Vous ne pouvez pas emprunter pour le moment",
    lead: (reason) => `La bibliothèque précise : ${reason}`,
    ask: "Demandez au guichet ce qu’il faut faire."
  },
  name: {
    title: "Votre nom",
    label: "Nom",
    lead: "Il figure à côté de vos avis.",
    missing: "Indiquez votre nom",
    tooLong: "120 caractères au plus",
    saved: "Votre nom a été modifié."
  },
  password: {
    title: "Mot de passe",
    lead: "Le changer met fin à vos sessions sur tous les autres appareils.",
    current: "Mot de passe actuel",
    next: "Nouveau mot de passe",
    again: "Nouveau mot de passe, encore une fois",
    currentMissing: "Saisissez votre mot de passe actuel",
    currentWrong: "Ce n’est pas votre mot de passe actuel",
    short: (least) => `Au moins ${least} caractères`,
    long: (most) => `${most} caractères au plus`,
    differs: "Les deux ne sont pas identiques",
    same: "Le nouveau mot de passe est l’ancien",
    change: "Changer le mot de passe",
    changed: "Votre mot de passe a été changé. Les autres appareils sont déconnectés."
  },
  display: {
    title: "Langue et couleurs",
    lead: "Sur cet appareil seulement.",
    language: "Langue",
    colors: "Couleurs"
  },
  sessions: {
    title: "Où vous êtes connecté",
    lead: "Mettez fin à ce que vous ne reconnaissez pas, puis changez de mot de passe.",
    current: "Cet appareil",
    unknown: "Programme inconnu",
    on: (browser, system) => `${browser} sur ${system}`,
    since: (when) => `Connecté ${when}`,
    lastUsed: (when) => `utilisé ${when}`,
    end: "Déconnecter",
    endOf: (device) => `Déconnecter : ${device}`,
    ended: "La session est terminée."
  },
  export: {
    title: "Vos données",
    lead: "Tout ce que la bibliothèque conserve à votre sujet, dans un fichier lisible par des programmes.",
    download: "Télécharger mes données",
    done: "Vos données ont été téléchargées."
  },
  erase: {
    title: "Effacer le compte",
    lead: "Définitivement. Personne ne pourra le rétablir.",
    open: "Effacer mon compte…",
    sure: "Effacer définitivement votre compte ?",
    consequences: [
      "Vous êtes déconnecté partout et ne pourrez plus jamais vous connecter.",
      "Vos réservations sont annulées ; positions de lecture, listes, questions, notifications et documents disparaissent.",
      "Les prêts passés restent dans les registres de la bibliothèque, sans votre nom.",
      "Les livres que vous avez chez vous doivent d’abord être rendus."
    ],
    password: "Votre mot de passe, pour confirmer que c’est vous",
    passwordMissing: "Saisissez votre mot de passe",
    passwordWrong: "Ce n’est pas votre mot de passe",
    understood: "J’ai compris que c’est irréversible",
    understoodMissing: "Cochez la case pour continuer",
    erase: "Effacer définitivement",
    erased: "Votre compte a été effacé."
  }
}
