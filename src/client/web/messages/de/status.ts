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
  uptime: "Laufzeit",
  profile: "Datenbank",
  going: "In Betrieb",
  paused: "Angehalten",
  idle: "Nichts wartet",
  toJobs: "Zu den Aufträgen",
  toQueues: "Zu den Warteschlangen",
  statuses: {
    ready: "Alles läuft",
    lacking: "Sie läuft, aber etwas fehlt",
    degraded: "Etwas Notwendiges antwortet nicht",
    draining: "Sie wird heruntergefahren"
  },
  advice: {
    ready: "Es ist nichts zu tun.",
    lacking: "Lesen und Ausleihen gehen weiter; was das Fehlende braucht, wartet und wird nachgeholt.",
    degraded: "Manches gelingt nicht, bis es zurück ist. Sagen Sie es denen, die die Installation betreiben.",
    draining: "Sie ist gleich zurück, oder eine andere tritt an ihre Stelle."
  },
  states: { up: "Läuft", down: "Antwortet nicht" },
  profiles: { embedded: "Eingebettet", server: "PostgreSQL-Server" },
  dependency: (name) => names[name] ?? name,
  oldest: (duration) => `Längste Wartezeit: ${duration}`
}
