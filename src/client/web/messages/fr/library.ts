import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const counted = plural("fr")

const purposes: Readonly<Record<string, string>> = {
  answer: "Réponses aux questions",
  summarize: "Résumés de livres",
  consensus: "L’opinion des lecteurs",
  sentiment: "Le ton des avis",
  tags: "Mots-clés proposés",
  embed: "Recherche par le sens",
  other: "Autre"
}

const plans = { free: "Formule gratuite", enterprise: "Formule entreprise" }

export const library: Messages["library"] = {
  title: "Bibliothèque et règles",
  lead: (plan, since) => `${plans[plan]} · depuis le ${since}`,
  name: {
    title: "Nom de la bibliothèque",
    label: "Nom",
    missing: "La bibliothèque a besoin d’un nom",
    tooLong: "120 caractères au plus",
    saved: "La bibliothèque porte son nouveau nom."
  },
  policy: {
    title: "Règles de prêt",
    lead: "Une règle modifiée ne vaut que pour les nouveaux prêts.",
    fields: {
      maxActiveLoans: { label: "Livres à la fois", about: "Nombre de livres qu’une personne peut avoir chez elle." },
      loanPeriodDays: { label: "Durée du prêt, en jours", about: "Après ces jours, un livre est à rendre." },
      maxRenewals: { label: "Prolongations", about: "Nombre de prolongations d’un prêt. 0 : jamais." },
      holdShelfDays: { label: "Jours de garde", about: "Durée pendant laquelle un livre réservé est gardé." },
      maxOpenHolds: { label: "Réservations à la fois", about: "Nombre de livres qu’une personne peut attendre." },
      overdueRenewalDays: {
        label: "Prolongation après l’échéance, en jours",
        about: "Délai pendant lequel un prêt en retard peut encore être prolongé. 0 : aucun."
      },
      dueSoonDays: {
        label: "Rappel avant l’échéance, en jours",
        about: "Avance avec laquelle un rappel est envoyé. 0 : jamais."
      }
    },
    timeZone: "Fuseau horaire",
    timeZoneAbout: "Les prêts y arrivent à échéance en fin de journée.",
    noTimeZone: "Aucun résultat",
    wholeNumber: (least, most) => `Un nombre entier de ${least} à ${most}`,
    saved: "Les règles sont enregistrées.",
    undo: "Annuler les changements"
  },
  budget: {
    title: "Modèles de langage",
    lead: "Ce que résumés, réponses et jugements ont consommé depuis le début du mois (UTC).",
    used: (used, budget) => `${used} jetons utilisés sur ${budget}`,
    unlimited: (used) => `${used} jetons utilisés, sans limite`,
    left: (left) => `${left} restants`,
    cost: (cost) => `Coût : ${cost}`,
    over: "Le budget est épuisé : jusqu’au mois prochain, on lit et on trouve, mais rien n’est rédigé.",
    table: "Utilisation par usage et par modèle",
    purpose: "Usage",
    model: "Modèle",
    calls: "Appels",
    tokensIn: "Jetons reçus",
    tokensOut: "Jetons produits",
    costColumn: "Coût",
    nothing: "Rien d’utilisé ce mois-ci",
    isLimited: "Limiter les jetons d’un mois",
    limit: "Jetons par mois, reçus et produits",
    saved: "Le budget est enregistré.",
    purposes: (purpose) => purposes[purpose] ?? purpose
  },
  models: {
    title: "Recommandations",
    lead: "Chaque nuit, la bibliothèque apprend des emprunts. Tant que le nouveau modèle n’est pas complet, l’ancien répond.",
    train: "Apprendre maintenant",
    queued: "En attente d’une place…",
    running: (share) => `Apprentissage… ${share}`,
    done: "Un nouveau modèle est prêt.",
    skipped: "Il y a encore trop peu d’emprunts pour apprendre.",
    failed: "L’apprentissage a échoué. L’ancien modèle reste en service.",
    cancelled: "L’apprentissage a été annulé.",
    nothing: "Pas encore de modèle",
    nothingLead: "Les recommandations viennent des titres, des mots-clés et des auteurs tant qu’il y a peu d’emprunts.",
    version: (version) => `Modèle ${version}`,
    active: "En service",
    learned: (readers, books) =>
      `D’après ${counted(readers, { one: "# lecteur", other: "# lecteurs" })} et ${counted(books, { one: "# livre", other: "# livres" })}`,
    quality: (ndcg, popular) => `Qualité ${ndcg}, contre ${popular} pour ce qui est seulement apprécié`
  },
  api: {
    title: "Pour les programmes",
    lead: "Tout ce que fait cette page, un programme peut le faire aussi.",
    docs: "L’API et sa documentation"
  }
}
