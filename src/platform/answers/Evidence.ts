import type { Language } from "../extractive/Language.ts"

/** A passage that may hold the answer to a question. */
export interface Evidence {
  readonly text: string
  readonly language: Language
  /** What the passage is from and about without saying it: title, author, headings. Counts as known, is never quoted. */
  readonly about?: string | undefined
  /** What retrieval thought of it: any scale, more is better. */
  readonly score: number
}
