import type { Messages } from "../en/index.ts"

const names: Readonly<Record<string, string>> = {
  database: "Base de données",
  storage: "Fichiers",
  llm: "Modèle de langage",
  worker: "Ouvrier",
  redis: "Redis",
  embeddings: "Sens des textes"
}

export const status: Messages["status"] = {
  title: "Système",
  lead: "Comment va l’installation. Revérifié toutes les quelques secondes.",
  dependencies: "Ce sur quoi elle repose",
  queues: "Files d’attente",
  jobs: "Tâches de cette bibliothèque",
  about: "À propos",
  version: "Version",
  uptime: "En marche depuis",
  profile: "Base de données",
  going: "En marche",
  paused: "En pause",
  idle: "Rien n’attend",
  toJobs: "Vers les tâches",
  toQueues: "Vers les files d’attente",
  statuses: {
    ready: "Tout fonctionne",
    lacking: "Elle fonctionne, mais il manque quelque chose",
    degraded: "Quelque chose d’indispensable ne répond pas",
    draining: "Elle est en cours d’arrêt"
  },
  advice: {
    ready: "Il n’y a rien à faire.",
    lacking: "La lecture et le prêt continuent ; le travail qui a besoin de ce qui manque attend et sera rattrapé.",
    degraded: "Certaines choses échouent jusqu’à son retour. Prévenez ceux qui gèrent l’installation.",
    draining: "Elle revient dans un instant, ou une autre prend sa place."
  },
  states: { up: "Fonctionne", down: "Ne répond pas" },
  profiles: { embedded: "Intégrée", server: "Serveur PostgreSQL" },
  dependency: (name) => names[name] ?? name,
  oldest: (duration) => `La plus ancienne attend depuis ${duration}`
}
