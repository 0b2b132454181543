import type { Effect } from "effect"
import type { Language } from "../extractive/Language.ts"
import type { LlmError } from "../LlmError.ts"

/** What made a vector. Only vectors of the same three can be compared. */
export interface EmbeddingModel {
  readonly provider: string
  /** With a mark of the prefixes, where some are set: with others the same model gives other vectors. */
  readonly model: string
  readonly dimensions: number
}

/** A text that is searched. */
export interface DocumentText {
  readonly text: string
  readonly language: Language
}

/** A text that is searched for. */
export interface QuestionText {
  readonly text: string
  /** Those of the texts that it is compared with. */
  readonly languages: ReadonlyArray<Language>
  /** How telling a term is, above 0. Models that know words by themselves do not ask. */
  readonly idf: (term: string) => number
}

/** Vectors of length 1, in the order of their texts, and what they took. */
export interface Embedded {
  readonly vectors: ReadonlyArray<Float32Array>
  /** Estimated where the server does not count. */
  readonly inputTokens: number
  /** Dollars; undefined where nobody says a price. */
  readonly costUsd: number | undefined
}

/** Makes vectors of texts by one model. */
export interface Embedder {
  readonly provider: string
  readonly model: string
  /** Of its vectors, where that is known before there are some. */
  readonly dimensions: number | undefined
  /** `hashed` knows words, `model` what they mean. */
  readonly kind: "hashed" | "model"
  /** The most texts of one call. A thousand dimensions are about 10 kB of JSON, which is read in one go. */
  readonly textsAtOnce: number
  /** Of a few texts: one call, which is tried again only as long as no answer came. */
  readonly embedDocuments: (texts: ReadonlyArray<DocumentText>) => Effect.Effect<Embedded, LlmError>
  /** Gives up within seconds, and at once while the model is known to be gone: somebody waits. */
  readonly embedQuestion: (question: QuestionText) => Effect.Effect<Embedded, LlmError>
}
