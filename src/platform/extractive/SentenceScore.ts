import { centroidScores, relative } from "./Centroid.ts"
import { announces } from "./Announcements.ts"
import { digresses } from "./Asides.ts"
import { dangles } from "./Connectives.ts"
import { frameScores } from "./Frame.ts"
import type { Language } from "./Language.ts"
import { lexRank, similarityGraph } from "./LexRank.ts"
import { phraseScores } from "./Phrases.ts"
import type { ReadSentence } from "./ReadText.ts"
import { cosine } from "./TermVectors.ts"
import type { TermVector } from "./TermVectors.ts"

/**
 * What a sentence gains or loses for each sign that it belongs into a summary. Chosen by hand near the flat top of a
 * search on the evaluation papers (`npm run eval`); no single one decides, and a text without announcements (a novel)
 * is judged by the other signs alone.
 */
const weights = {
  central: 0.3,
  subject: 0.1,
  phrases: 0.25,
  frame: 0.5,
  opening: 0.2,
  closing: 0.2,
  announces: 0.25,
  query: 1.5,
  digresses: -0.2,
  dangles: -0.15,
  length: -0.2
}
const most = 1.6
const damping = 0.85
const shortest = 12
const longest = 40

/** 1 at the very beginning, 0 from an eighth on, and the mirror image at the end. */
const ends = (at: number, count: number): { readonly opening: number; readonly closing: number } => {
  const place = count < 2 ? 0 : at / (count - 1)
  return { opening: Math.max(0, 1 - place / 0.15), closing: Math.max(0, 1 - (1 - place) / 0.15) }
}

const nowhere = { opening: 0, closing: 0 }

/**
 * How well each sentence of one text (or chapter) would stand for the whole, 0..1: LexRank mixed with the centroid,
 * recurring phrases, the frame of the text, position, cue phrases and length; with a `query`, above all by likeness to
 * it. `selected` says that the sentences are picked from all over a long text: then their places say nothing. Cost
 * grows with the square of the number of sentences.
 *
 * Source: the mix follows Edmundson, "New methods in automatic extracting", JACM 16 (1969), and MEAD (Radev et al.
 * 2004).
 */
export const scoreSentences = (
  sentences: ReadonlyArray<ReadSentence>,
  options: { readonly language: Language; readonly query?: TermVector | undefined; readonly selected?: boolean }
): Float64Array => {
  const vectors = sentences.map((sentence) => sentence.vector)
  const terms = sentences.map((sentence) => sentence.terms)
  const { query } = options
  const asked = query === undefined ? undefined : vectors.map((vector) => cosine(vector, query))
  const graph = similarityGraph(vectors, 0)
  const central = relative(lexRank(graph, asked === undefined ? { damping } : { damping, jump: asked }))
  const subject = centroidScores(vectors)
  const phrases = phraseScores(terms)
  const frame = frameScores(terms)
  return Float64Array.from(sentences, ({ text, words }, at) => {
    const { closing, opening } = options.selected === true ? nowhere : ends(at, sentences.length)
    const sum =
      weights.central * (central[at] ?? 0) +
      weights.subject * (subject[at] ?? 0) +
      weights.phrases * (phrases[at] ?? 0) +
      weights.frame * (frame[at] ?? 0) +
      weights.opening * opening +
      weights.closing * closing +
      weights.announces * announces(text, options.language) +
      weights.query * (asked?.[at] ?? 0) +
      weights.digresses * digresses(text, options.language) +
      weights.dangles * dangles(text, options.language) +
      weights.length * (words < shortest || words > longest ? 1 : 0)
    return Math.min(1, Math.max(0, sum / (asked === undefined ? most : most + weights.query)))
  })
}
