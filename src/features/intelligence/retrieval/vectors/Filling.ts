import { Clock, Context, Effect, Layer, Option } from "effect"
import type { SqlError } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { Embedded } from "#platform/embeddings/Embedder.ts"
import { quantised, sketchOf } from "#platform/embeddings/Quantised.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import { languageOf } from "#platform/extractive/Language.ts"
import type { LlmError } from "#platform/LlmError.ts"
import { indexedText } from "#platform/retrieval/Chunk.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { TokenAccount } from "../../TokenAccount.ts"
import { FillingRepo, type Lacking } from "./FillingRepo.ts"

type Report = (progress: number, phase: string) => Effect.Effect<void>

/** Whose chunks shall have vectors: those of a source, or of all of the library. */
export interface Extent {
  readonly organizationId: OrganizationId
  readonly sourceId: string | null
}

/** Gives chunks their vectors. */
export class Filling extends Context.Service<
  Filling,
  {
    /**
     * Makes the vectors that chunks lack, a few at a time, each time in a transaction of its own: what was made stays,
     * and is not paid for again. Gives whether none was left out: it ends after `minutes`, 10 unless told. Two statements
     * where none lacks one. What a model makes is charged to the library, at two statements for each few, and ends where
     * its budget does; what is made without one is free.
     */
    readonly make: (
      extent: Extent,
      report: Report,
      minutes?: number
    ) => Effect.Effect<boolean, LlmError | SqlError.SqlError>
    /**
     * If all of the library have vectors of the current model, it is searched by them from now on, and what other models
     * made is removed. Otherwise nothing is done, and `false` given.
     */
    readonly finish: (organizationId: OrganizationId) => Effect.Effect<boolean, SqlError.SqlError>
    /** Libraries that are not finished, some hundreds at most. */
    readonly unfinished: Effect.Effect<ReadonlyArray<OrganizationId>, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/retrieval/vectors/Filling") {
  static readonly layerNoDeps = Layer.effect(
    Filling,
    Effect.gen(function* () {
      const { current } = yield* Embeddings
      const account = yield* TokenAccount
      const repo = yield* FillingRepo
      const wall = yield* TenantWall

      const maker = { provider: current.provider, model: current.model, dimensions: current.dimensions ?? null }

      const currentModel = Effect.map(
        repo.findModel(maker),
        Option.getOrElse(() => noModel)
      )

      const textOf = ({ body, headings, language, title }: Lacking) => ({
        text: indexedText(title, headings, body),
        language: languageOf(language ?? "")
      })

      const keep = Effect.fnUntraced(function* (
        { organizationId }: Extent,
        expected: typeof noModel,
        chunks: ReadonlyArray<Lacking>,
        { costUsd, inputTokens, vectors }: Embedded
      ) {
        const dimensions = vectors[0]?.length ?? 0
        const model = dimensions === expected.dimensions ? expected : yield* repo.addModel({ ...maker, dimensions })
        const shelf = { organizationId, modelId: model.id }
        const spent = { inputTokens: Math.round(inputTokens), costMicroUsd: Math.round((costUsd ?? 0) * 1_000_000) }
        const made = {
          chunkIds: chunks.map(({ id }) => id),
          embeddings: vectors.map(quantised),
          sketches: vectors.map(sketchOf)
        }
        yield* wall.within(
          organizationId,
          Effect.flatMap(repo.begin({ ...shelf, ...spent }), ({ generation }) =>
            repo.add({ ...shelf, ...made, generation })
          )
        )
        return model
      })

      const embed = ({ organizationId }: Extent, chunks: ReadonlyArray<Lacking>) => {
        const embedded = current.embedDocuments(chunks.map(textOf))
        return current.kind === "model" ? account.paying(organizationId, embedded) : embedded
      }

      /** Uninterrupted once it is paid for and on the account. */
      const makeSome = (extent: Extent, model: typeof noModel, chunks: ReadonlyArray<Lacking>) =>
        Effect.uninterruptibleMask((restore) =>
          Effect.flatMap(restore(embed(extent, chunks)), (embedded) => keep(extent, model, chunks, embedded))
        )

      const make = Effect.fn("Filling.make")(
        function* (extent: Extent, report: Report, minutes = 10) {
          const { organizationId, sourceId } = extent
          const until = (yield* Clock.currentTimeMillis) + minutes * 60_000
          let model = yield* currentModel
          const { lacking } = yield* repo.countLacking({ organizationId, sourceId, modelId: model.id })
          if (lacking === 0) return true
          let after = firstOfAll
          for (let done = 0; ;) {
            if ((yield* Clock.currentTimeMillis) > until) return false
            const limit = current.textsAtOnce
            const chunks = yield* repo.lacking({ organizationId, sourceId, modelId: model.id, after, limit })
            const last = chunks.at(-1)
            if (last === undefined) return true
            model = yield* makeSome(extent, model, chunks)
            after = last.id
            done += chunks.length
            yield* report(Math.min(1, done / Math.max(1, lacking)), "embedding")
          }
        },
        Effect.catchTag(["SchemaError", "NoSuchElementError"], Effect.die)
      )

      const finish = Effect.fn("Filling.finish")(
        function* (organizationId: OrganizationId) {
          const { id: modelId } = yield* currentModel
          const { generation, lacking } = yield* repo.countLacking({ organizationId, sourceId: null, modelId })
          if (lacking > 0 || modelId === noModel.id) return false
          yield* wall.within(organizationId, repo.complete({ organizationId, modelId, seen: generation }))
          for (const other of yield* repo.others({ organizationId, modelId })) {
            const shelf = { organizationId, modelId: other.modelId }
            while ((yield* wall.within(organizationId, repo.removeSome(shelf))).removed > 0);
            yield* wall.within(organizationId, repo.removeModel(shelf))
          }
          return true
        },
        Effect.catchTag(["SchemaError", "NoSuchElementError"], Effect.die)
      )

      const unfinished = repo.unfinished({ ...maker, limit: librariesAtOnce }).pipe(
        Effect.map((libraries) => libraries.map(({ id }) => id)),
        Effect.catchTag("SchemaError", Effect.die),
        Effect.withSpan("Filling.unfinished")
      )

      return Filling.of({ make, finish, unfinished })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide([FillingRepo.layer, TokenAccount.layer]))
}

/** Of a model that made nothing yet. */
const noModel = { id: 0, dimensions: 0 }
const firstOfAll = "00000000-0000-0000-0000-000000000000"
const librariesAtOnce = 500
