import { Cause, type Exit, Predicate } from "effect"
import type { FieldIssue } from "#contract/Problem.ts"

/** Codes that the page gives what is no problem of the server. */
export type OwnCode = "OFFLINE" | "NO_ANSWER" | "UNEXPECTED" | "CANCELLED"

interface FailureParts {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly requestId: string | undefined
  readonly issues: ReadonlyArray<FieldIssue>
  readonly retryAfterSeconds: number | undefined
  /** What the server sent, or what was thrown. */
  readonly cause: unknown
}

/** Why a call did not succeed, in the form that every part of the page shows. */
export class Failure extends Error {
  override readonly name = "Failure"
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly requestId: string | undefined
  readonly issues: ReadonlyArray<FieldIssue>
  readonly retryAfterSeconds: number | undefined

  constructor(parts: FailureParts) {
    super(parts.detail ?? parts.title, { cause: parts.cause })
    this.code = parts.code
    this.status = parts.status
    this.title = parts.title
    this.detail = parts.detail
    this.requestId = parts.requestId
    this.issues = parts.issues
    this.retryAfterSeconds = parts.retryAfterSeconds
  }

  /** Whether the same call may succeed a moment later: nothing was said against it. */
  get isPassing(): boolean {
    return this.code === "OFFLINE" || this.code === "NO_ANSWER" || this.status === 503
  }

  static own(code: OwnCode, cause: unknown): Failure {
    return new Failure({
      code,
      status: 0,
      title: code,
      detail: undefined,
      requestId: undefined,
      issues: [],
      retryAfterSeconds: undefined,
      cause
    })
  }
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined)

const isIssue = (value: unknown): value is FieldIssue =>
  Predicate.hasProperty(value, "pointer") && Predicate.hasProperty(value, "message")

const issuesOf = (problem: object) =>
  Predicate.hasProperty(problem, "errors") && Array.isArray(problem.errors) ? problem.errors.filter(isIssue) : []

const isOffline = () => Predicate.hasProperty(navigator, "onLine") && navigator.onLine === false

/** Turns what a call failed with into a {@link Failure}: a problem of the server, or that there was no answer. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof Failure) return error
  if (!Predicate.isObject(error)) return Failure.own("UNEXPECTED", error)
  if (
    Predicate.hasProperty(error, "code") &&
    Predicate.hasProperty(error, "status") &&
    typeof error.code === "string"
  ) {
    return new Failure({
      code: error.code,
      status: typeof error.status === "number" ? error.status : 0,
      title: Predicate.hasProperty(error, "title") ? (textOf(error.title) ?? error.code) : error.code,
      detail: Predicate.hasProperty(error, "detail") ? textOf(error.detail) : undefined,
      requestId: Predicate.hasProperty(error, "requestId") ? textOf(error.requestId) : undefined,
      issues: issuesOf(error),
      retryAfterSeconds:
        Predicate.hasProperty(error, "retryAfterSeconds") && typeof error.retryAfterSeconds === "number"
          ? error.retryAfterSeconds
          : undefined,
      cause: error
    })
  }
  if (Predicate.isTagged(error, "HttpClientError")) return Failure.own(isOffline() ? "OFFLINE" : "NO_ANSWER", error)
  if (Predicate.isTagged(error, "TimeoutError")) return Failure.own("NO_ANSWER", error)
  return Failure.own("UNEXPECTED", error)
}

/** The value of a call that succeeded; throws the {@link Failure} of one that did not. */
export const valueOf = <A, E>(exit: Exit.Exit<A, E>): A => {
  if (exit._tag === "Success") return exit.value
  if (Cause.hasInterruptsOnly(exit.cause)) throw Failure.own("CANCELLED", exit.cause)
  throw failureOf(Cause.squash(exit.cause))
}
