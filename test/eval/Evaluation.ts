import type { Effect, Schema } from "effect"

/** One measurement of quality over a file of the data folder. */
export interface Evaluation {
  /** The file that it needs, by its name in the folder. */
  readonly file: string
  /** A folder in the folder, whose texts it needs as well. */
  readonly texts?: string
  /**
   * Measures, given the text of the file and those of the other folder by their names without endings, and returns the
   * report to print. Deterministic.
   */
  readonly report: (json: string, texts: ReadonlyMap<string, string>) => Effect.Effect<string, Schema.SchemaError>
}
