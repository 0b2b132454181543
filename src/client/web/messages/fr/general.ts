import type { Messages } from "../en/index.ts"
import { problems } from "./problems.ts"

export const actions: Messages["actions"] = {
  tryAgain: "Réessayer",
  cancel: "Annuler",
  save: "Enregistrer",
  close: "Fermer",
  remove: "Retirer",
  edit: "Modifier",
  more: "En voir plus",
  back: "Retour",
  confirm: "Confirmer"
}

export const states: Messages["states"] = {
  loading: "Chargement…",
  saved: "Enregistré",
  shownOf: (shown, total) => `${shown} sur ${total} affichés`
}

const byCode: Readonly<Record<string, { readonly title: string; readonly advice: string }>> = {
  OFFLINE: { title: "Vous êtes hors ligne", advice: "Vérifiez la connexion. Rien de votre saisie n’est perdu." },
  NO_ANSWER: { title: "La bibliothèque ne répond pas", advice: "Elle redémarre peut-être. Réessayez dans un instant." },
  UNEXPECTED: {
    title: "La page n’a pas compris la réponse",
    advice: "Rechargez la page. Si cela persiste, prévenez votre bibliothèque."
  },
  INTERNAL_ERROR: {
    title: "Une erreur s’est produite dans la bibliothèque",
    advice: "Réessayez. Si cela persiste, donnez le numéro de requête à votre bibliothèque."
  },
  UNAUTHENTICATED: { title: "Connectez-vous d’abord", advice: "Votre session est terminée." },
  INVALID_TOKEN: { title: "Reconnectez-vous", advice: "Votre session est terminée." },
  FORBIDDEN: {
    title: "Vous n’en avez pas le droit",
    advice: "Demandez le rôle à l’administration de votre bibliothèque."
  },
  RATE_LIMITED: { title: "C’était trop rapide", advice: "Attendez un instant, puis réessayez." },
  VALIDATION_FAILED: {
    title: "Une saisie n’est pas valable",
    advice: "Corrigez ce qui est indiqué, puis renvoyez."
  },
  PRECONDITION_FAILED: {
    title: "Quelqu’un a modifié cela entre-temps",
    advice: "Rechargez, puis refaites votre modification."
  }
}

export const failures: Messages["failures"] = {
  tryLater: "Réessayez dans un instant.",
  requestId: (id) => `Numéro de requête : ${id}`,
  waitFor: (seconds) => `Réessayez dans ${seconds} s.`,
  byCode: (code) => byCode[code] ?? problems[code]
}
