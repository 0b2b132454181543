import { Array, Context, Effect, Layer, Option, Schema } from "effect"
import { Digest, SecureRandom } from "effect/crypto"
import type { SqlError } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { languageOf } from "#platform/extractive/Language.ts"
import { indexedText } from "#platform/retrieval/Chunk.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import type { ThreadError } from "#platform/threads/Thread.ts"
import { changesOf } from "./Changes.ts"
import { ChunkRepo } from "./ChunkRepo.ts"
import { analyser, type CutChunk } from "./CutText.ts"
import { type Source, SourceGone, type SourceText } from "./Source.ts"
import { type Revision, SourceRepo } from "./SourceRepo.ts"
import { TextCutter } from "./TextCutter.ts"
import { VectorSearch } from "./vectors/VectorSearch.ts"

/** Tells how far the work is, 0..1, and what is being done. */
export type Report = (progress: number, phase: string) => Effect.Effect<void>

/** Why a text is not indexed, or not wholly. Another attempt goes on from there, except after `SourceGone`. */
export type IndexFailure = SourceGone | ThreadError | SqlError.SqlError

/** A text that cannot be read. */
export interface Unreadable {
  readonly organizationId: OrganizationId
  readonly source: Source
  readonly contentHash: string
  /** Why, as a code. */
  readonly failure: string
}

/** Makes texts findable. */
export class Indexing extends Context.Service<
  Indexing,
  {
    /**
     * Cuts the text into chunks and keeps them with their words and vectors, in transactions of its own: not to be called
     * within one. Chunks that are there already stay, whatever moved around them; those that are gone go with the last
     * transaction. May be killed at any moment and called again; does nothing where all is done. Gives the number of
     * chunks of the text. Vectors that a model does not give now are made later. `whenFound` is run as soon as this text is
     * what is found of the source, before its vectors are there: once at least, and outside of transactions.
     */
    readonly index: (
      source: SourceText,
      report: Report,
      whenFound?: Effect.Effect<void, SqlError.SqlError>
    ) => Effect.Effect<{ readonly chunks: number }, IndexFailure>
    /** Nothing of it is found until there is another text. Remembered, so that nobody tries it again and again. */
    readonly refuse: (unreadable: Unreadable) => Effect.Effect<void, SourceGone | SqlError.SqlError>
    /** From now on nothing of it is found. Joins the caller's transaction. */
    readonly remove: (organizationId: OrganizationId, sourceId: string) => Effect.Effect<void, SqlError.SqlError>
    /** Who may read it from now on; null: everybody in the library. Joins the caller's transaction. */
    readonly setOwner: (
      organizationId: OrganizationId,
      sourceId: string,
      ownerId: string | null
    ) => Effect.Effect<void, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/retrieval/Indexing") {
  static readonly layerNoDeps = Layer.effect(
    Indexing,
    Effect.gen(function* () {
      const wall = yield* TenantWall
      const digest = yield* Digest.Digest
      const random = yield* SecureRandom.SecureRandom
      const sources = yield* SourceRepo
      const chunks = yield* ChunkRepo
      const cutter = yield* TextCutter
      const vectors = yield* VectorSearch

      /** The name of all that the chunks depend on. */
      const revisionOf = Effect.fnUntraced(function* (...parts: ReadonlyArray<string>) {
        const hex = yield* digest.digestHex(
          Digest.sha256,
          new TextEncoder().encode(encode([String(analyser), ...parts]))
        )
        return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/u, "$1-$2-$3-$4-")
      })

      /** From now on the revision is wanted of the source; gives what was complete before. */
      const want = Effect.fnUntraced(function* (
        { contentHash, organizationId, source: { author, id, kind, title } }: Omit<Unreadable, "failure">,
        rest: { readonly wanted: string; readonly language: string | null; readonly failure: string | null }
      ) {
        return yield* sources.want({ organizationId, id, kind, title, author, contentHash, analyser, ...rest }).pipe(
          Effect.catchReason("SqlError", "ConstraintError", () => Effect.fail(new SourceGone())),
          Effect.catchTag(["SchemaError", "NoSuchElementError"], Effect.die)
        )
      })

      const isStillWanted = (revision: Revision) =>
        sources.isWanted(revision).pipe(
          Effect.catchTag("SchemaError", Effect.die),
          Effect.flatMap((found) => (Option.isSome(found) ? Effect.void : Effect.fail(new SourceGone())))
        )

      /** Runs in a transaction that has the library's index and the source, as long as the revision is wanted. */
      const whileWanted = <A, E>(
        revision: Revision,
        work: Effect.Effect<A, E>
      ): Effect.Effect<A, E | SourceGone | SqlError.SqlError> =>
        Effect.flatMap(
          wall.within(
            revision.organizationId,
            Effect.gen(function* () {
              yield* sources.lockIndex(revision.organizationId)
              const held = yield* Effect.catchTag(sources.hold(revision), "SchemaError", Effect.die)
              return Option.isSome(held) ? Option.some(yield* work) : Option.none()
            })
          ),
          Option.match({
            onSome: Effect.succeed,
            // Somebody removes it or says who may read it: what they did is known in a moment.
            onNone: () =>
              isStillWanted(revision).pipe(
                Effect.andThen(Effect.sleep("200 millis")),
                Effect.andThen(whileWanted(revision, work))
              )
          })
        )

      /** Writes a few chunks, which can be found from then on. */
      const add = Effect.fnUntraced(function* (
        { language, source: { title }, text }: SourceText,
        revision: Revision,
        fresh: ReadonlyArray<CutChunk>
      ) {
        const bodies = fresh.map(({ bodyEnd, start }) => text.slice(start, bodyEnd))
        const indexed = fresh.map(({ headings }, at) => indexedText(title, headings, bodies[at] ?? ""))
        const analysed = yield* cutter.analyse(indexed, languageOf(language ?? ""))
        const written = yield* Effect.forEach(fresh, ({ end, start, ...chunk }, at) =>
          Effect.map(random.uuidV7(), (id) => {
            const { search = "", words = 0 } = analysed[at] ?? {}
            return { ...chunk, id, startAt: start, endAt: end, body: bodies[at] ?? "", search, words }
          })
        )
        yield* whileWanted(
          revision,
          Effect.catchTag(chunks.add({ ...revision, language, chunks: written }), "SchemaError", Effect.die)
        )
      })

      /** The text becomes what is found of the source. */
      const replace = Effect.fnUntraced(function* (source: SourceText, revision: Revision, report: Report) {
        const {
          language,
          pages,
          source: { title },
          text
        } = source
        yield* report(0, "cutting")
        const cut = yield* cutter.cut(text, { title, pages, language: languageOf(language ?? "") })
        const known = yield* Effect.catchTag(chunks.known(revision), "SchemaError", Effect.die)
        const { fresh, kept, moved } = changesOf(known, cut, revision.revision)
        let done = kept
        for (const batch of Array.chunksOf(fresh, atOnce)) {
          yield* report(done / cut.length, "indexing")
          yield* add(source, revision, batch)
          done += batch.length
        }
        yield* whileWanted(
          revision,
          Effect.gen(function* () {
            for (const places of Array.chunksOf(moved, movedAtOnce)) {
              yield* Effect.catchTag(chunks.move({ ...revision, places }), "SchemaError", Effect.die)
            }
            yield* chunks.removeOthers(revision)
            yield* sources.settle({ ...revision, chunks: cut.length })
          })
        )
        return cut.length
      })

      return Indexing.of({
        index: Effect.fn("Indexing.index")(function* (source, report, whenFound = Effect.void) {
          const {
            contentHash,
            language,
            organizationId,
            source: { id, title }
          } = source
          const wanted = yield* revisionOf(contentHash, title, language ?? "")
          const before = yield* want(source, { wanted, language, failure: null })
          const isCurrent = before.revision === wanted
          const revision = { organizationId, sourceId: id, revision: wanted }
          const chunks = isCurrent ? before.chunks : yield* replace(source, revision, report)
          yield* whenFound
          yield* vectors.fill(organizationId, id, report)
          return { chunks }
        }),
        refuse: Effect.fn("Indexing.refuse")(function* (unreadable) {
          const { contentHash, failure, organizationId, source } = unreadable
          const wanted = yield* revisionOf(contentHash, failure)
          yield* want(unreadable, { wanted, language: null, failure })
          const revision = { organizationId, sourceId: source.id, revision: wanted }
          yield* whileWanted(
            revision,
            Effect.andThen(chunks.removeOthers(revision), sources.settle({ ...revision, chunks: 0 }))
          )
        }),
        remove: Effect.fn("Indexing.remove")((organizationId, sourceId) =>
          Effect.catchTag(sources.remove({ organizationId, sourceId }), "SchemaError", Effect.die)
        ),
        setOwner: Effect.fn("Indexing.setOwner")((organizationId, sourceId, ownerId) =>
          Effect.catchTag(sources.setOwner({ organizationId, sourceId, ownerId }), "SchemaError", Effect.die)
        )
      })
    })
  )

  /** Asks for SqlClient, TenantWall, SecureRandom and VectorSearch. */
  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([SourceRepo.layer, ChunkRepo.layer, TextCutter.layer, Digest.layerWebCrypto])
  )
}

const encode = Schema.encodeSync(Schema.fromJsonString(Schema.Array(Schema.String)))

/** Chunks of one transaction: others who write in the library wait for it, a twentieth of a second on PostgreSQL. */
const atOnce = 32
const movedAtOnce = 1_000
