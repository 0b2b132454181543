const names: Readonly<Record<string, string>> = {
  database: "Database",
  storage: "Files",
  llm: "Language model",
  worker: "Worker",
  redis: "Redis",
  embeddings: "Meaning of texts"
}

export const status = {
  title: "System",
  lead: "How the installation does. Looked at again every few seconds.",
  dependencies: "What it stands on",
  queues: "Queues",
  jobs: "Jobs of this library",
  about: "About",
  version: "Version",
  uptime: "Running for",
  profile: "Database",
  going: "In operation",
  paused: "Paused",
  idle: "Nothing waits",
  toJobs: "To the jobs",
  toQueues: "To the queues",
  statuses: {
    ready: "Everything works",
    lacking: "It works, but something is missing",
    degraded: "Something that it needs does not answer",
    draining: "It is being shut down"
  },
  advice: {
    ready: "There is nothing to do.",
    lacking: "Reading and lending go on; work that needs what is missing waits and is caught up on later.",
    degraded: "Some things fail until it is back. Tell whoever runs the installation.",
    draining: "It is back in a moment, or another takes its place."
  },
  states: { up: "Works", down: "Does not answer" },
  profiles: { embedded: "Embedded", server: "PostgreSQL server" },
  dependency: (name: string) => names[name] ?? name,
  oldest: (duration: string) => `The oldest has waited for ${duration}`
}
