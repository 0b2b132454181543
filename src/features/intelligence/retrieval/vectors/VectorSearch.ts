import { Context, Effect, Layer, Option } from "effect"
import type { SqlError } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { similarity } from "#platform/embeddings/Quantised.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import { languageOf } from "#platform/extractive/Language.ts"
import { idf } from "#platform/retrieval/LexicalScore.ts"
import { questionTerms } from "#platform/retrieval/SearchTerms.ts"
import type { Scope } from "../Passage.ts"
import { TokenAccount } from "../../TokenAccount.ts"
import { Filling } from "./Filling.ts"
import { IndexedVectors } from "./IndexedVectors.ts"
import { type ChosenModel, chooseModel } from "./ModelChoice.ts"
import { type Hit, type Shelf, VectorMemory, type Wanted } from "./VectorMemory.ts"
import { VectorRepo } from "./VectorRepo.ts"

/** The chunks that are nearest, best first, and whether their vectors know words or what they mean. */
export interface Nearest {
  readonly hits: ReadonlyArray<Hit>
  readonly kind: "hashed" | "model"
}

/** Finds chunks by their vectors. */
export class VectorSearch extends Context.Service<
  VectorSearch,
  {
    /**
     * The nearest chunks of what the reader may read, at most `limit`, none that has nothing to do with it. Searched are the vectors of the current model;
     * while they are being made, those of the one before, where that can still be asked. Empty where there are none, and
     * where the model does not answer within seconds.
     *
     * Three statements as long as nothing is new in the library. A large library is searched by an index, where the
     * server has pgvector, in the place of the last of them. With a model one of the three enters on the library's account
     * what the question cost. That is so little that the budget is not asked: it stops what is made of whole texts.
     */
    readonly nearest: (scope: Scope, question: string, limit: number) => Effect.Effect<Nearest, SqlError.SqlError>
    /**
     * Makes vectors of a source's chunks that have none of the current model, a few at a time, each time in a transaction
     * of its own: nothing is paid for twice. What the model does not give now, or the budget does not allow, is made
     * later, in the background.
     */
    readonly fill: (
      organizationId: OrganizationId,
      sourceId: string,
      report: (progress: number, phase: string) => Effect.Effect<void>
    ) => Effect.Effect<void, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/retrieval/vectors/VectorSearch") {
  static readonly layerNoDeps = Layer.effect(
    VectorSearch,
    Effect.gen(function* () {
      const embeddings = yield* Embeddings
      const repo = yield* VectorRepo
      const memory = yield* VectorMemory
      const filling = yield* Filling
      const account = yield* TokenAccount
      const indexed = yield* IndexedVectors

      /** How telling the terms of a question are in the library. */
      const idfIn = Effect.fnUntraced(function* ({ chunks, organizationId }: Shelf, terms: ReadonlyArray<string>) {
        const rows = terms.length === 0 ? [] : yield* repo.frequencies({ organizationId, terms })
        const frequencies = new Map(rows.map((row) => [row.term, row.chunks]))
        return (term: string) => idf(chunks, Math.min(chunks, frequencies.get(term) ?? 0))
      })

      /** The question's vector, or none where the model does not give one: then words alone must do. */
      const vectorOf = Effect.fnUntraced(function* (
        { embedder }: ChosenModel,
        shelf: Shelf,
        question: string,
        tags: ReadonlyArray<string>
      ) {
        const text = question.slice(0, longestQuestion).toWellFormed()
        const languages = tags.map(languageOf)
        const terms =
          embedder.kind === "hashed" ? questionTerms(text, languages).flatMap(({ variants }) => variants) : []
        const asked = { text, languages, idf: yield* idfIn(shelf, terms) }
        return yield* account.entering(shelf.organizationId, embedder.embedQuestion(asked)).pipe(
          Effect.map(({ vectors: [vector] }) => Option.fromNullishOr(vector)),
          Effect.catchTag("LlmError", (error) =>
            Effect.as(Effect.logWarning(`searched by words alone: ${error.message}`), Option.none<Float32Array>())
          )
        )
      })

      /** Searches again without what turned out to be gone, if that leaves room on the list. */
      const search = Effect.fnUntraced(function* (
        shelf: Shelf,
        wanted: Wanted,
        again: number
      ): Effect.fn.Return<ReadonlyArray<Hit>, SqlError.SqlError> {
        const found = yield* memory
          .nearest(shelf, wanted)
          .pipe(
            Effect.catchTag("ThreadError", (error) =>
              Effect.as(Effect.logWarning(`searched by words alone: ${error.message}`), undefined)
            )
          )
        if (found === undefined || found.hits.length === 0) return []
        const rows = yield* Effect.catchTag(
          repo.there({
            organizationId: shelf.organizationId,
            modelId: shelf.model.id,
            readerId: wanted.readerId,
            chunkIds: found.hits.map(({ chunkId }) => chunkId),
            withVectors: found.form === "sketched"
          }),
          "SchemaError",
          Effect.die
        )
        const there = new Map(rows.map((row) => [row.chunkId, row]))
        const gone = new Set(found.hits.map(({ chunkId }) => chunkId).filter((chunkId) => !there.has(chunkId)))
        found.forget(gone)
        const distinct = new Map(found.hits.map((hit) => [hit.chunkId, hit]))
        const hits = [...distinct.values()].flatMap((hit) => {
          const row = there.get(hit.chunkId)
          if (row?.readable !== true) return []
          return found.form === "quantised"
            ? [hit]
            : [{ ...hit, similarity: similarity(wanted.question, row.embedding) }]
        })
        if (hits.length < wanted.limit && gone.size > 0 && again > 0) return yield* search(shelf, wanted, again - 1)
        return hits
          .filter((hit) => hit.similarity > 0)
          .toSorted((a, b) => b.similarity - a.similarity)
          .slice(0, wanted.limit)
      })

      const nearest = Effect.fn("VectorSearch.nearest")(
        function* ({ organizationId, readerId, sourceIds }: Scope, question: string, limit: number) {
          const none: Nearest = { hits: [], kind: embeddings.current.kind }
          const state = yield* repo.state({ organizationId })
          if (Option.isNone(state)) return none
          const chosen = chooseModel(embeddings, state.value.models)
          if (Option.isNone(chosen)) return none
          const shelf = { organizationId, model: chosen.value.model, chunks: state.value.chunks }
          const vector = yield* vectorOf(chosen.value, shelf, question, state.value.languages)
          const { kind } = chosen.value.embedder
          if (Option.isNone(vector)) return { hits: [], kind }
          const wanted = { question: vector.value, readerId, sourceIds, limit }
          // An index knows nothing of sources: it would look at everything that is nearer than they are.
          const isIndexed = shelf.model.indexed && sourceIds === undefined && vector.value.some((value) => value !== 0)
          const hits = yield* isIndexed ? indexed.nearest(shelf, wanted) : search(shelf, wanted, triesAgain)
          return { hits, kind }
        },
        Effect.catchTag("SchemaError", Effect.die)
      )

      return VectorSearch.of({
        nearest,
        fill: Effect.fn("VectorSearch.fill")(function* (organizationId, sourceId, report) {
          yield* filling
            .make({ organizationId, sourceId }, report)
            .pipe(
              Effect.catchTag("LlmError", (error) =>
                Effect.logWarning(`vectors of ${sourceId} are to be made later: ${error.message}`)
              )
            )
        })
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([VectorRepo.layer, VectorMemory.layer, Filling.layer, IndexedVectors.layer, TokenAccount.layer])
  )
}

/** Characters of a question that are looked at. */
const longestQuestion = 2_000
/** Searches after the first that are made where chunks turned out to be gone. */
const triesAgain = 3
