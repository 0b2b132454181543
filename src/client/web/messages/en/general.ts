import { problems } from "./problems.ts"

export const actions = {
  tryAgain: "Try again",
  cancel: "Cancel",
  save: "Save",
  close: "Close",
  remove: "Remove",
  edit: "Edit",
  more: "Show more",
  back: "Back",
  confirm: "Confirm"
}

export const states = {
  loading: "Loading…",
  saved: "Saved",
  shownOf: (shown: number, total: number) => `${shown} of ${total} shown`
}

interface Told {
  readonly title: string
  readonly advice: string
}

const byCode: Readonly<Record<string, Told>> = {
  OFFLINE: { title: "You are offline", advice: "Check the connection. Nothing you typed is lost." },
  NO_ANSWER: { title: "The library does not answer", advice: "It may be restarting. Try again in a moment." },
  UNEXPECTED: {
    title: "The page could not understand the answer",
    advice: "Reload the page. If it stays so, tell your librarian."
  },
  INTERNAL_ERROR: {
    title: "Something went wrong in the library",
    advice: "Try again. If it stays so, tell your librarian the request id."
  },
  UNAUTHENTICATED: { title: "Log in first", advice: "Your session is over." },
  INVALID_TOKEN: { title: "Log in again", advice: "Your session is over." },
  FORBIDDEN: { title: "You may not do this", advice: "Ask an administrator of your library for the role." },
  RATE_LIMITED: { title: "That was too fast", advice: "Wait a moment and try again." },
  VALIDATION_FAILED: {
    title: "Something is not filled in as it must be",
    advice: "Correct what is listed and send it again."
  },
  PRECONDITION_FAILED: {
    title: "Somebody else changed this meanwhile",
    advice: "Load it anew and make your change again."
  }
}

export const failures = {
  tryLater: "Try again in a moment.",
  requestId: (id: string) => `Request id: ${id}`,
  waitFor: (seconds: string) => `Try again in ${seconds} s.`,
  /** What to say of a problem, by its code; undefined: say what the server says. */
  byCode: (code: string): Told | undefined => byCode[code] ?? problems[code]
}
