import type { Messages } from "../en/index.ts"

const names: Readonly<Record<string, string>> = {
  database: "Datenbank",
  storage: "Dateien",
  llm: "Sprachmodell",
  worker: "Arbeiter",
  redis: "Redis",
  embeddings: "Bedeutung der Texte"
}

export const status: Messages["status"] = {
  title: "System",
  lead: "Wie es der Installation geht. Alle paar Sekunden neu nachgesehen.",
  dependencies: "Worauf sie steht",
  queues: "Warteschlangen",
  jobs: "Aufträge dieser Bibliothek",
  about: "Über die Installation",
  version: "Version",
  uptime: "In Betrieb seit",
  profile: "Datenbank",
  going: "In Betrieb",
  paused: "Angehalten",
  idle: "Nichts wartet",
  toJobs: "Zu den Aufträgen",
  toQueues: "Zu den Warteschlangen",
  statuses: { ready: "Alles läuft", degraded: "Etwas fehlt, der Rest läuft", draining: "Sie wird heruntergefahren" },
  states: { up: "Läuft", down: "Antwortet nicht" },
  profiles: { embedded: "Eingebettet", server: "PostgreSQL-Server" },
  dependency: (name) => names[name] ?? name,
  oldest: (duration) => `Das älteste wartet seit ${duration}`
}
