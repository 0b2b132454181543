import { chaptersOf, shares } from "./Chapters.ts"
import type { Chapter } from "./Chapters.ts"
import type { Language } from "./Language.ts"
import { maximalMarginalRelevance } from "./MaximalMarginalRelevance.ts"
import { readText } from "./ReadText.ts"
import type { ReadSentence, ReadText } from "./ReadText.ts"
import { readable } from "./Sentences.ts"
import { scoreSentences } from "./SentenceScore.ts"

/** How long the summary may be, and what it is to be about. Without either limit: 120 words. */
export interface SummariseOptions {
  readonly maxWords?: number
  readonly maxSentences?: number
  /** BCP 47 tag; told by the text itself when absent. */
  readonly language?: string
  /** Prefer what answers this. */
  readonly query?: string
}

/** One sentence of the source chosen for the summary. */
export interface SummarySentence {
  /** `readable(source.slice(start, end))`: on one line, hyphenation undone. */
  readonly text: string
  /** Offsets into the source in UTF-16 units, `end` exclusive. */
  readonly start: number
  readonly end: number
  /** How well it stands for the whole, 0..1; comparable within one summary. */
  readonly score: number
}

/** A summary made of sentences of the source, in their order there. */
export interface ExtractiveSummary {
  readonly text: string
  readonly sentences: ReadonlyArray<SummarySentence>
  readonly language: Language
}

interface Judged {
  readonly sentence: ReadSentence
  readonly score: number
}

interface Limits {
  readonly words: number
  readonly sentences: number
}

/** The graph of a chapter grows with the square of this. */
const chapterSentences = 300
/** A book's shortlist has this many sentences, shared out by the length of its chapters. */
const shortlistSentences = 240
/** More relevance than novelty: a summary of five sentences rarely repeats itself. */
const lambda = 0.78
/** Cosine above which two sentences say the same. */
const same = 0.6
const defaultWords = 120

/**
 * A summary of a text, short or as long as a book: the same text and options give the same summary. A long text is
 * read chapter by chapter, each giving its best sentences in proportion to its length, and the summary is chosen among
 * those. The limits are never exceeded; a text without words gives an empty summary. 600,000 characters take about 2 s.
 */
export const summarise = (text: string, options: SummariseOptions = {}): ExtractiveSummary => {
  const limits = {
    words: options.maxWords ?? (options.maxSentences === undefined ? defaultWords : Infinity),
    sentences: options.maxSentences ?? Infinity
  }
  const read = readText(text, options)
  const judged = judgeWhole(read)
  const chosen = choose(judged, limits)
  const sentences = chosen.length > 0 ? chosen : shortened(text, judged, limits)
  return { text: sentences.map((sentence) => sentence.text).join(" "), sentences, language: read.language }
}

const judge = (
  sentences: ReadonlyArray<ReadSentence>,
  read: ReadText,
  selected: boolean = false
): ReadonlyArray<Judged> => {
  const scores = scoreSentences(sentences, { language: read.language, query: read.query, selected })
  return sentences.map((sentence, at) => ({ sentence, score: scores[at] ?? 0 }))
}

/** Judges every sentence of a short text; of a long one, those that its chapters put forward, for both merits. */
const judgeWhole = (read: ReadText): ReadonlyArray<Judged> => {
  const blockOf = read.sentences.map((sentence) => sentence.block)
  const chapters = chaptersOf(blockOf, read.blocks, chapterSentences)
  if (chapters.length < 2) return judge(read.sentences, read)
  const put = shortlist(read, chapters)
  const inBook = judge(
    put.map((each) => each.sentence),
    read,
    true
  )
  return put.map(({ score, sentence }, at) => ({ sentence, score: (score + (inBook[at]?.score ?? 0)) / 2 }))
}

/** The best and least repetitive sentences of each chapter, in the order of the text. */
const shortlist = (read: ReadText, chapters: ReadonlyArray<Chapter>): ReadonlyArray<Judged> => {
  const quota = shares(chapters, shortlistSentences, 2)
  return chapters.flatMap(({ from, to }, at) => {
    const judged = judge(read.sentences.slice(from, to), read)
    return pick(judged, { words: Infinity, sentences: quota[at] ?? 2 })
  })
}

/** What maximal marginal relevance takes within the limits, in the order of the text. */
const pick = (judged: ReadonlyArray<Judged>, limits: Limits): ReadonlyArray<Judged> => {
  const candidates = judged.map(({ score, sentence }) => ({ score, vector: sentence.vector, cost: sentence.words }))
  const taken = maximalMarginalRelevance(candidates, { lambda, same, budget: limits.words, most: limits.sentences })
  return taken.toSorted((a, b) => a - b).flatMap((at) => judged[at] ?? [])
}

const choose = (judged: ReadonlyArray<Judged>, limits: Limits): ReadonlyArray<SummarySentence> =>
  pick(judged, limits).map(({ score, sentence: { end, start, text } }) => ({ text, start, end, score }))

/** When no sentence fits: the first words of the best one. */
const shortened = (text: string, judged: ReadonlyArray<Judged>, limits: Limits): ReadonlyArray<SummarySentence> => {
  const best = judged.reduce<Judged | undefined>((a, b) => (a === undefined || b.score > a.score ? b : a), undefined)
  if (best === undefined || limits.words < 1 || limits.sentences < 1) return []
  const { end, start } = best.sentence
  const words = Array.from(text.slice(start, end).matchAll(/\S*[\p{L}\p{N}]\S*/gu)).slice(0, limits.words)
  const last = words.at(-1)
  if (last === undefined) return []
  const stop = start + last.index + last[0].length
  return [{ text: readable(text.slice(start, stop)), start, end: stop, score: best.score }]
}
