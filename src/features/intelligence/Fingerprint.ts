import { Schema } from "effect"

/** A prompt in one version, with the hash of its text. */
export interface PromptRef {
  readonly id: string
  readonly version: number
  readonly sha256: string
}

/** The model that answers, and how it is set. */
export interface ModelRef {
  readonly provider: string
  readonly model: string
  readonly parameters: Readonly<Record<string, string | number | boolean>>
}

const encode = Schema.encodeSync(Schema.fromJsonString(Schema.Json))

/**
 * All that a text made by a model depends on, in one form that is always the same: the prompts, the model and what was
 * read. Hashed, it is the key under which an answer is found again.
 */
export const dependencies = (
  prompts: ReadonlyArray<PromptRef>,
  { model, parameters, provider }: ModelRef,
  ...inputs: ReadonlyArray<string>
): string =>
  encode([
    prompts.map(({ id, sha256, version }) => [id, version, sha256]),
    provider,
    model,
    Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    inputs
  ])
