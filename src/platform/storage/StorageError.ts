import { Schema } from "effect"

/** Nothing is stored under the key. */
class ObjectNotFound extends Schema.TaggedError<ObjectNotFound>()("ObjectNotFound", { key: Schema.String }) {
  override get message() {
    return `No object ${this.key}`
  }
}

/** The text is no `StorageKey`; nothing was touched. The text itself is left out: it may be anything. */
export class InvalidKey extends Schema.TaggedError<InvalidKey>()("InvalidKey", {}) {
  override get message() {
    return "Not a valid storage key"
  }
}

/** The stream gave another number of bytes than was promised; nothing was stored. */
export class SizeMismatch extends Schema.TaggedError<SizeMismatch>()("SizeMismatch", {
  key: Schema.String,
  expectedBytes: Schema.Int,
  actualBytes: Schema.Int
}) {
  override get message() {
    return `${this.key} was announced with ${this.expectedBytes} bytes but has ${this.actualBytes}`
  }
}

/**
 * The disk or the object store did not do its part: worth another try later. After a failed `put` the key holds what
 * it held before or, if only the answer was lost, the whole new object.
 */
class StorageUnavailable extends Schema.TaggedError<StorageUnavailable>()("StorageUnavailable", {
  operation: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `Storage is unavailable: ${this.operation}: ${describe(this.cause)}`
  }
}

/** The one error of `Storage`; pick by reason with `Effect.catchReason("StorageError", "ObjectNotFound", …)`. */
export class StorageError extends Schema.TaggedError<StorageError>()("StorageError", {
  reason: Schema.Union([ObjectNotFound, InvalidKey, SizeMismatch, StorageUnavailable])
}) {
  override readonly cause = this.reason

  override get message() {
    return this.reason.message
  }

  static notFound(key: string) {
    return new StorageError({ reason: new ObjectNotFound({ key }) })
  }

  static unavailable(operation: string, cause: unknown) {
    return new StorageError({ reason: new StorageUnavailable({ operation, cause }) })
  }
}

/** Connection errors of Node have an empty message when several addresses were tried, but always a code. */
const describe = (cause: unknown) => {
  if (typeof cause !== "object" || cause === null) return String(cause)
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : ""
  const message = "message" in cause && typeof cause.message === "string" ? cause.message : ""
  return message.includes(code) ? message : message === "" ? code : `${code} ${message}`
}
