import type { Language } from "../extractive/Language.ts"

/** A passage that may hold the answer to a question. */
export interface Evidence {
  readonly text: string
  readonly language: Language
  /** What retrieval thought of it: any scale, more is better. */
  readonly score: number
}
