import type { QueryKey } from "@tanstack/react-query"

/**
 * Names under which answers of the library are kept, the wider before the narrower: what is made stale by an event is
 * everything that begins with its key.
 */
export const keys = {
  profile: ["profile"],
  sessions: ["profile", "sessions"],
  organization: ["organization"],
  users: ["users"],
  books: ["books"],
  suggestions: ["suggestions"],
  book: (id: string) => ["book", id],
  cover: (id: string) => ["cover", id],
  analysis: (id: string) => ["book", id, "analysis"],
  availability: (id: string) => ["book", id, "availability"],
  reviews: (id: string) => ["book", id, "reviews"],
  similar: (id: string) => ["book", id, "similar"],
  text: (id: string) => ["text", id],
  readingPositions: ["readingPositions"],
  readingLists: ["readingLists"],
  recommendations: ["recommendations"],
  loans: ["loans"],
  holds: ["holds"],
  reported: ["reviews", "reported"],
  documents: ["documents"],
  document: (id: string) => ["document", id],
  answers: ["answers"],
  notifications: ["notifications"],
  preferences: ["notifications", "preferences"],
  jobs: ["jobs"],
  job: (id: string) => ["job", id],
  queues: ["queues"],
  deadLetters: ["deadLetters"],
  status: ["status"],
  usage: ["usage"],
  models: ["models"]
} as const satisfies Record<string, QueryKey | ((id: string) => QueryKey)>
