import { Schema } from "effect"

/** There is no such file or directory, or it cannot be read. */
export class PromptUnreadable extends Schema.TaggedClass<PromptUnreadable>()("PromptUnreadable", {
  path: Schema.String,
  detail: Schema.String
}) {}

/** The file is not front matter, a system section and an instructions section, or it is under another's name. */
export class PromptMalformed extends Schema.TaggedClass<PromptMalformed>()("PromptMalformed", {
  path: Schema.String,
  detail: Schema.String
}) {}

/** The inputs that the front matter declares are not the placeholders of the text. */
export class PromptInputsDiffer extends Schema.TaggedClass<PromptInputsDiffer>()("PromptInputsDiffer", {
  path: Schema.String,
  declared: Schema.Array(Schema.String),
  used: Schema.Array(Schema.String)
}) {}

/** A released version is not what was recorded at its release, is not recorded, or is gone. */
export class PromptReleaseBroken extends Schema.TaggedClass<PromptReleaseBroken>()("PromptReleaseBroken", {
  id: Schema.String,
  version: Schema.Finite,
  problem: Schema.Literals(["changed", "not recorded", "gone", "no longer released"]),
  /** SHA-256 of the text that is there, in hex, or "". */
  sha256: Schema.String
}) {}

/** Nobody wrote a prompt of this id, or of this version of it. */
export class PromptUnknown extends Schema.TaggedClass<PromptUnknown>()("PromptUnknown", {
  id: Schema.String,
  version: Schema.optionalKey(Schema.Finite)
}) {}

/** The caller's inputs are not those that the prompt declares. */
export class PromptInputsWrong extends Schema.TaggedClass<PromptInputsWrong>()("PromptInputsWrong", {
  id: Schema.String,
  missing: Schema.Array(Schema.String),
  unknown: Schema.Array(Schema.String)
}) {}

const list = (names: ReadonlyArray<string>) => (names.length === 0 ? "none" : names.join(", "))

/** Why the prompts cannot be used. At start it says what to mend. */
export class PromptError extends Schema.TaggedError<PromptError>()("PromptError", {
  reason: Schema.Union([
    PromptUnreadable,
    PromptMalformed,
    PromptInputsDiffer,
    PromptReleaseBroken,
    PromptUnknown,
    PromptInputsWrong
  ])
}) {
  override get message(): string {
    const { reason } = this
    switch (reason._tag) {
      case "PromptUnreadable":
        return `Cannot read the prompt ${reason.path}: ${reason.detail}`
      case "PromptMalformed":
        return `The prompt ${reason.path} is malformed: ${reason.detail}`
      case "PromptInputsDiffer":
        return `The prompt ${reason.path} declares the inputs ${list(reason.declared)} but uses ${list(reason.used)}`
      case "PromptReleaseBroken":
        return (
          `Version ${reason.version} of the prompt ${reason.id} is ${reason.problem}. A released version never ` +
          "changes: write the next one, or record a new release in released.json" +
          (reason.sha256 === "" ? "" : ` as ${reason.sha256}`)
        )
      case "PromptUnknown":
        return `There is no prompt ${reason.id}${reason.version === undefined ? "" : ` of version ${reason.version}`}`
      case "PromptInputsWrong":
        return `The prompt ${reason.id} misses ${list(reason.missing)} and does not know ${list(reason.unknown)}`
    }
  }
}
