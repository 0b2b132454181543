import { Context, Effect, Layer, Option } from "effect"
import type { SqlError } from "effect/sql"
import { knownLanguages, languageOf } from "#platform/extractive/Language.ts"
import { indexedText } from "#platform/retrieval/Chunk.ts"
import { fuse, fusionWeights } from "#platform/retrieval/Fusion.ts"
import { idf } from "#platform/retrieval/LexicalScore.ts"
import { questionTerms } from "#platform/retrieval/SearchTerms.ts"
import { passageOf } from "./Assembly.ts"
import { planLexical } from "./LexicalPlan.ts"
import { LexicalRepo } from "./LexicalRepo.ts"
import type { Passage, Scope } from "./Passage.ts"
import { PassageChoice } from "./PassageChoice.ts"
import { PassageRepo, type StoredChunk } from "./PassageRepo.ts"
import { VectorSearch } from "./vectors/VectorSearch.ts"

/** Finds what texts say about a question. */
export class Retrieval extends Context.Service<
  Retrieval,
  {
    /**
     * The passages that may answer the question, best first, together at most `tokens` long. By words and by vectors;
     * where the embedding model cannot be reached, by words alone. Any question is allowed: one without words of its own
     * finds nothing.
     *
     * Three statements and those of `VectorSearch.nearest`, which run beside the first two.
     */
    readonly find: (
      scope: Scope,
      question: string,
      options: { readonly tokens: number }
    ) => Effect.Effect<{ readonly passages: ReadonlyArray<Passage> }, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/retrieval/Retrieval") {
  static readonly layerNoDeps = Layer.effect(
    Retrieval,
    Effect.gen(function* () {
      const lexical = yield* LexicalRepo
      const passages = yield* PassageRepo
      const vectors = yield* VectorSearch
      const choice = yield* PassageChoice

      /** What the library knows of the question's words, and the chunks that have them, the best first. */
      const byWords = Effect.fnUntraced(function* (scope: Scope, question: string, variants: ReadonlyArray<string>) {
        const looked = yield* Effect.catchTag(lexical.look({ ...scope, terms: variants }), "SchemaError", Effect.die)
        if (Option.isNone(looked)) return undefined
        const { chunks, scoped, words } = looked.value
        const languages = looked.value.languages.map(languageOf)
        const terms = new Map(looked.value.terms)
        const budget = scoped !== null && scoped <= candidateBudget ? Infinity : candidateBudget
        const plan = planLexical(questionTerms(question, languages), { chunks, terms }, budget)
        const ranked =
          plan === undefined
            ? []
            : yield* lexical.rank(scope, plan, { averageWords: words / chunks, limit: mostCandidates })
        const rarity = new Map(Array.from(terms, ([term, count]) => [term, idf(chunks, Math.min(count, chunks))]))
        return { languages, rarity, ids: ranked.map(({ id }) => id) }
      })

      const find = Effect.fnUntraced(function* (scope: Scope, question: string, budget: number) {
        const variants = questionTerms(question, knownLanguages).flatMap(({ variants }) => variants)
        if (variants.length === 0 || scope.sourceIds?.length === 0) return []
        const [worded, near] = yield* Effect.all(
          [byWords(scope, question, variants), vectors.nearest(scope, question, mostNear)],
          { concurrency: 2 }
        )
        if (worded === undefined) return []
        const { languages, rarity } = worded
        const ids = fuse([
          { weight: fusionWeights.lexical, ids: worded.ids },
          { weight: fusionWeights[near.kind], ids: near.hits.map(({ chunkId }) => chunkId) }
        ])
          .slice(0, mostCandidates)
          .map(({ id }) => id)
        if (ids.length === 0) return []
        const rows = yield* passages.around(scope, ids, [...rarity.keys()])
        const stored = new Map(rows.flatMap((row) => (row.body === null ? [] : [[row.id, row]])))
        const candidates = ids.flatMap((id) => stored.get(id) ?? []).map(candidateOf)
        const neighbours = rows.flatMap((row) =>
          row.body === null ? [{ sourceId: textOf(row), ordinal: row.ordinal, terms: row.terms }] : []
        )
        const byMeaning = near.kind === "model" ? { byMeaning: near.hits.map(({ chunkId }) => chunkId) } : {}
        const found = { question, languages, candidates, neighbours, rarity, ...byMeaning }
        const chosen = yield* choice.choose({ budget, found })
        return chosen.flatMap(({ ids, score }) =>
          passageOf(
            ids.flatMap((id) => stored.get(id) ?? []),
            score
          )
        )
      })

      return Retrieval.of({
        find: Effect.fn("Retrieval.find")((scope, question, { tokens }) =>
          Effect.map(find(withSources(scope), legible(question), tokens), (passages) => ({ passages }))
        )
      })
    })
  )

  /** Asks for SqlClient and VectorSearch. */
  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([LexicalRepo.layer, PassageRepo.layer, PassageChoice.layer])
  )
}

/** Chunks that are ranked by words, roughly, however large the library is. */
const candidateBudget = 3_000
/** Chunks whose texts are read. */
const mostCandidates = 200
/** Chunks that are taken from the search by vectors. */
const mostNear = 100
/** Characters of a question: of a longer one the beginning. */
const longestQuestion = 2_000

/** A question as the database takes it. */
const legible = (question: string): string =>
  question.slice(0, longestQuestion).toWellFormed().replaceAll("\u0000", " ")

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu

/** Ids that no source can have name none. */
const withSources = (scope: Scope): Scope =>
  scope.sourceIds === undefined ? scope : { ...scope, sourceIds: scope.sourceIds.filter((id) => uuid.test(id)) }

/** One text of a source: while it is indexed anew, there are two. */
const textOf = ({ revision, sourceId }: Pick<StoredChunk, "sourceId" | "revision">): string => `${sourceId} ${revision}`

const candidateOf = (chunk: StoredChunk) => ({
  id: chunk.id,
  sourceId: textOf(chunk),
  ordinal: chunk.ordinal,
  start: chunk.start,
  end: chunk.end,
  heading: indexedText(chunk.title, chunk.headings, "").trimEnd(),
  body: chunk.body.slice(0, chunk.end - chunk.start),
  language: languageOf(chunk.language ?? ""),
  tokens: chunk.tokens
})
