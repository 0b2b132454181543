import type { Messages } from "../en/index.ts"
import { plural } from "../Plural.ts"

const count = plural("fr")

export const books: Messages["books"] = {
  title: "Livres",
  search: "Chercher des livres",
  searchHint: "Titre, auteur, mot-clé ou mots du livre",
  clearSearch: "Effacer la recherche",
  suggestions: "Suggestions",
  kinds: { title: "Livre", author: "Auteur", tag: "Mot-clé" },
  results: "Livres trouvés",
  found: (total) => count(total, { one: "# livre", other: "# livres" }),
  show: (total) => count(total, { one: "Afficher # livre", other: "Afficher # livres" }),
  allShown: (total) => count(total, { one: "C’est le seul livre.", other: "Ce sont tous les # livres." }),
  filters: "Filtres",
  closeFilters: "Fermer les filtres",
  activeFilters: "Filtres actifs",
  withoutFilter: (filter) => `Retirer le filtre ${filter}`,
  clearFilters: "Tout retirer",
  onlyAvailable: "Seulement ce qui est en rayon",
  facets: { genre: "Genre", tag: "Mots-clés", author: "Auteur", language: "Langue", year: "Année de parution" },
  moreValues: (more) => `En voir ${more} de plus`,
  fewerValues: "En voir moins",
  sort: "Trier par",
  sorts: {
    relevance: "Pertinence",
    newest: "Nouveautés de la bibliothèque",
    title: "Titre",
    author: "Auteur",
    latest: "Parution récente",
    oldest: "Parution ancienne"
  },
  view: "Affichage",
  views: { grid: "Couvertures", table: "Tableau" },
  tableCaption: "Les livres trouvés ; chaque titre mène à son livre.",
  columns: {
    title: "Titre",
    author: "Auteur",
    genre: "Genre",
    year: "Année",
    language: "Langue",
    added: "Ajouté"
  },
  none: "Il n’y a pas encore de livres",
  noneAdvice: "Dès que votre bibliothèque en ajoutera, ils apparaîtront ici.",
  noneFound: "Aucun livre ne correspond",
  noneFoundAdvice: "Essayez d’autres mots, ou retirez des filtres."
}
