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
    degraded: "Il manque quelque chose, le reste fonctionne",
    draining: "Elle est en cours d’arrêt"
  },
  states: { up: "Fonctionne", down: "Ne répond pas" },
  profiles: { embedded: "Intégrée", server: "Serveur PostgreSQL" },
  dependency: (name) => names[name] ?? name,
  oldest: (duration) => `La plus ancienne attend depuis ${duration}`
}
