import type { Messages } from "../en/index.ts"

export const read: Messages["read"] = {
  title: "Lire",
  back: "À propos de ce livre",
  pages: "Pages",
  pagesBelow: "Pages, sous le texte",
  previous: "Page précédente",
  next: "Page suivante",
  goTo: "Aller à la page",
  of: (pageCount) => `sur ${pageCount}`,
  pageOf: (page, pageCount) => `Page ${page} sur ${pageCount}`,
  progress: (share) => `${share} du livre sont derrière vous`,
  letters: "Taille des lettres",
  smaller: "Lettres plus petites",
  larger: "Lettres plus grandes",
  quoted: "Cité",
  hint: "Tournez les pages avec les flèches du clavier. Votre place est retenue.",
  notYet: "Ce livre n’a pas encore été lu par la bibliothèque",
  notYetLead: "Son texte apparaîtra ici dès que la bibliothèque aura lu le fichier."
}
