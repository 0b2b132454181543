import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const count = plural("fr")

export const upload: Messages["upload"] = {
  title: "Ajouter des livres",
  lead: "PDF et texte brut. La bibliothèque lit chaque fichier et en rédige un résumé.",
  drop: "Déposez des fichiers ici, ou choisissez-les",
  dropLead: "Autant que vous voulez à la fois",
  choose: "Choisir des fichiers",
  refused: "Seuls les PDF et le texte brut sont lus. Ont été écartés :",
  files: "Fichiers à ajouter",
  bookTitle: "Titre",
  titleMissing: "Il faut un titre au livre",
  author: "Auteur",
  authorMissing: "Il faut un auteur au livre",
  unknownAuthor: "Inconnu",
  add: (files) => count(files, { one: "Ajouter # livre", other: "Ajouter # livres" }),
  addedOf: (added, total) => `${added} sur ${count(total, { one: "# fichier ajouté", other: "# fichiers ajoutés" })}`,
  remove: (name) => `Ne pas ajouter ${name}`,
  putAway: (name) => `Retirer ${name} de cette liste`,
  waiting: "Attend son tour",
  sending: "Envoi",
  sent: (share) => `Envoyé à ${share}, la bibliothèque le reçoit`,
  queued: "Ajouté. En attente de lecture",
  extracting: "Lecture du fichier",
  summarising: "Rédaction du résumé",
  done: "Ajouté, et le résumé est prêt.",
  noSummary: "Ajouté, mais sans résumé.",
  toBook: (title) => `Voir « ${title} »`,
  leaveTitle: "Des fichiers sont encore en cours d’envoi",
  leaveLead: "Si vous partez maintenant, les fichiers qui ne sont pas arrivés ne seront pas ajoutés.",
  leave: "Partir quand même"
}
