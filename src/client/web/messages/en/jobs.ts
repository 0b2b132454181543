import { phaseOfParts } from "../PhaseOfParts.ts"
import { plural } from "../Plural.ts"

const count = plural("en")

const kinds: Readonly<Record<string, string>> = {
  "intelligence.summarize-book": "Summarise a book",
  "intelligence.index-book": "Make a book searchable",
  "intelligence.suggest-tags": "Suggest tags",
  "intelligence.judge-review": "Read how a review sounds",
  "intelligence.update-consensus": "Sum up the reviews of a book",
  "intelligence.train-recommender": "Train the recommendations",
  "intelligence.recompute-preferences": "Learn a reader’s taste",
  "intelligence.recompute-recommendations": "Choose recommendations",
  "intelligence.refresh-recommendations": "Renew recommendations",
  "intelligence.refresh-popular-books": "Find popular books",
  "intelligence.describe-books": "Describe books for recommendations",
  "intelligence.embed-library": "Learn the meaning of texts",
  "workspace.read-document": "Read a document",
  "catalogue.render-cover": "Draw a cover",
  "catalogue.remove-objects": "Delete files"
}

/** What is done for the installation itself, by timetable. */
const upkeep: Readonly<Record<string, string>> = {
  "catalogue.find-uncovered-books": "Find books without a cover",
  "catalogue.collect-orphans": "Clear away files that belong to nothing",
  "catalogue.collect-orphaned-covers": "Clear away covers that belong to nothing",
  "workspace.collect-orphans": "Clear away documents’ files that belong to nothing",
  "workspace.find-unsearchable-documents": "Find documents that cannot be searched yet",
  "circulation.move-queues": "Move up those who wait for books",
  "circulation.note-due-loans": "Find loans that are due",
  "identity.delete-expired-sessions": "Delete expired sessions",
  "notifications.delete-old": "Delete old notifications",
  "jobs.delete-old": "Delete old jobs",
  "events.delete-old": "Delete old events",
  "intelligence.find-unembedded": "Find texts whose meaning is not known yet",
  "intelligence.build-vector-indexes": "Order texts by their meaning",
  "intelligence.find-unindexed-books": "Find books that cannot be searched yet",
  "intelligence.find-undescribed-books": "Find books without a description",
  "intelligence.find-outdated-popular-books": "Find outdated lists of popular books",
  "intelligence.find-untaught-libraries": "Find libraries to learn from",
  "intelligence.find-stale-consensus": "Find opinions that have changed"
}

const phases: Readonly<Record<string, string>> = {
  extracting: "extracting the text",
  reading: "reading",
  merging: "merging parts",
  cutting: "cutting into passages",
  indexing: "indexing",
  storing: "storing",
  training: "training",
  embedding: "learning the meaning"
}

export const jobs = {
  title: "Jobs",
  lead: "Work that goes on in the background: summaries, searching, recommendations.",
  status: "Status",
  anyStatus: "Any",
  type: "Kind",
  anyType: "All kinds",
  clear: "Clear the choice",
  nothing: "There are no such jobs",
  nothingHint: "When books or documents are added, the work on them appears here.",
  caption: "Jobs, newest first",
  progress: "Progress",
  attempts: "Attempts",
  queued: "Asked for",
  details: "Details",
  id: "Id",
  trace: "Trace id",
  phase: "Phase",
  relatedTo: "About",
  runAt: "Due",
  started: "Started",
  finished: "Finished",
  result: "Result",
  errors: "What went wrong",
  retry: "Try again",
  cancel: "Cancel the job",
  retried: "The job is tried again",
  cancelled: "The job is being cancelled",
  showBook: "Open the book",
  showDocument: "Open the document",
  /** What a kind of job is called; its own name where it has no other. */
  kindName: (kind: string) => kinds[kind] ?? upkeep[kind] ?? kind,
  kindNames: kinds,
  phaseName: (phase: string) =>
    phases[phase] ?? phaseOfParts(phase, (part, parts) => `reading part ${part} of ${parts}`) ?? phase,
  detailsOf: (name: string, when: string) => `Details: ${name}, ${when}`,
  attempt: (attempt: number) => `Attempt ${attempt}`,
  statuses: {
    pending: "Waiting",
    running: "Running",
    completed: "Done",
    failed: "Failed",
    cancelled: "Cancelled"
  },
  queues: {
    title: "Queues",
    lead: "The work of the whole installation, of all libraries.",
    onlyOperators: "Only the administrators of this installation’s own library see its queues.",
    ready: "Ready",
    waiting: "Waiting",
    running: "Running",
    failed: "Failed",
    paused: "Paused: nothing of it is started",
    going: "In operation",
    pause: "Pause",
    resume: "Let it go on",
    kinds: "Kinds of work",
    noKinds: "Nothing waits, runs or failed.",
    kind: "Kind",
    queue: "Queue",
    state: "State",
    count: "Number",
    actions: "What can be done",
    deadLetters: "Dead letters",
    deadLead: "Jobs that failed for good. They stay until they are tried again, repeated, or grow old.",
    noDead: "There are no dead letters",
    lastError: "Last failure",
    retryAll: "Try all again…",
    retryTitle: "Try dead letters again",
    how: "How",
    same: "The same jobs, with all their attempts anew",
    asNew: "As new jobs; the old ones stay as they are",
    rate: "How many a second",
    rateHint: "Left empty, all are due at once",
    limit: "At most",
    start: "Start",
    of: (action: string, name: string) => `${action}: ${name}`,
    oldest: (duration: string) => `The oldest has been ready for ${duration}`,
    done: (jobs: number) => count(jobs, { one: "# job waits now", other: "# jobs wait now" })
  }
}
