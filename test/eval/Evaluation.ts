import type { Effect, Schema } from "effect"

/** One measurement of quality over one file of the data folder. */
export interface Evaluation {
  /** The file that it needs, by its name in the folder. */
  readonly file: string
  /** Measures, given the text of the file, and returns the report to print. Deterministic. */
  readonly report: (json: string) => Effect.Effect<string, Schema.SchemaError>
}
