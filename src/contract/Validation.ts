import { SchemaIssue } from "effect"
import { type FieldIssue, type ValidationCode, ValidationFailed } from "./Problem.ts"

/** Whoever makes more mistakes at once does not read about them. */
const mostIssues = 100

/** The part of the request a value came in. */
export type Slot = "body" | "query" | "path" | "header"

/** What a schema found wrong with a part of a request, as the problem that says so field by field. */
export const validationFailed = (issue: SchemaIssue.Issue, slot: Slot): ValidationFailed => {
  const errors = fieldIssues(issue, slot).slice(0, mostIssues)
  const codes = new Set(errors.map((error) => error.code))
  const [shared] = codes
  return new ValidationFailed({
    code: codes.size === 1 && shared !== undefined && isValidationCode(shared) ? shared : "VALIDATION_FAILED",
    errors
  })
}

const codes: ReadonlyArray<string> = ValidationFailed.fields.code.literals
const isValidationCode = (code: string): code is ValidationCode => codes.includes(code)

type Path = ReadonlyArray<PropertyKey>

/** One entry for each value that is wrong, in the order of the schema. */
const fieldIssues = (issue: SchemaIssue.Issue, slot: Slot, path: Path = []): ReadonlyArray<FieldIssue> => {
  switch (issue._tag) {
    case "Pointer":
      return fieldIssues(issue.issue, slot, [...path, ...issue.path])
    case "Encoding":
      return fieldIssues(issue.issue, slot, path)
    case "Composite":
      return issue.issues.flatMap((member) => fieldIssues(member, slot, path))
    case "AnyOf":
      return issue.issues.length === 1 && issue.issues[0] !== undefined
        ? fieldIssues(issue.issues[0], slot, path)
        : [{ pointer: pointer(slot, path), message: "Expected another value", code: "VALIDATION_FAILED" }]
    case "Filter":
      // One that looks at several values says which of them is wrong.
      return issue.issue._tag === "Pointer" ? fieldIssues(issue.issue, slot, path) : [filterIssue(issue, slot, path)]
    default:
      return [
        { pointer: pointer(slot, path), message: SchemaIssue.defaultLeafHook(issue), code: leafCode(issue, slot) }
      ]
  }
}

const filterIssue = (issue: SchemaIssue.Filter, slot: Slot, path: Path): FieldIssue => {
  const annotations = issue.filter.annotations
  const code = annotations?.["problemCode"]
  const expected = annotations?.expected
  return {
    pointer: pointer(slot, path),
    message: typeof expected === "string" ? `Expected ${expected}` : "Expected another value",
    code: typeof code === "string" ? code : "VALIDATION_FAILED"
  }
}

const leafCode = (issue: SchemaIssue.Leaf, slot: Slot): ValidationCode => {
  if (issue._tag === "UnexpectedKey") return slot === "query" ? "UNKNOWN_PARAMETER" : "UNKNOWN_FIELD"
  // Query values are text: one that is not was given more than once.
  if (slot === "query" && issue._tag === "InvalidType") return "DUPLICATE_PARAMETER"
  return "VALIDATION_FAILED"
}

/** RFC 6901 for bodies, `query/limit` for the rest. */
const pointer = (slot: Slot, path: Path): string => {
  const segments = path.map((key) => String(key).replace(/~/g, "~0").replace(/\//g, "~1"))
  return slot === "body" ? segments.map((segment) => `/${segment}`).join("") : [slot, ...segments].join("/")
}
