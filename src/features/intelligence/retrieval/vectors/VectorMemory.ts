import { Config, Context, Effect, Fiber, Layer, Schema, Semaphore } from "effect"
import type { SqlError } from "effect/sql"
import { rowBytes, type ScanRequest } from "#platform/embeddings/VectorScan.ts"
import { makeScanner } from "#platform/embeddings/VectorScanning.ts"
import type { ThreadError } from "#platform/threads/Thread.ts"
import { lastOfAll, LibraryVectors, overheadBytes } from "./LibraryVectors.ts"
import { type KeptModel, VectorRepo } from "./VectorRepo.ts"

/** The vectors of a library by one model, as the database has them now. */
export interface Shelf {
  readonly organizationId: string
  readonly model: KeptModel
  /** Chunks of the library: about as many as there are vectors. */
  readonly chunks: number
}

/** What is looked for, and for whom. */
export interface Wanted {
  /** Of length 1. */
  readonly question: Float32Array
  readonly readerId: string
  readonly sourceIds: ReadonlyArray<string> | undefined
  /** More are given, as some may be gone. */
  readonly limit: number
}

/** A chunk and how near it is to the question: 1 is the same direction. Of sketches only to be compared. */
export interface Hit {
  readonly chunkId: string
  readonly similarity: number
}

/** What was near, best first. */
export interface Found {
  readonly form: ScanRequest["form"]
  readonly hits: ReadonlyArray<Hit>
  /** Says that these chunks are gone: they are not found any more. */
  readonly forget: (chunkIds: ReadonlySet<string>) => void
}

/** Of what is near by its sketch so many are measured again in full. */
const sketchedHits = 1_000
/** A chunk may be there twice: once as it was before its source changed hands. */
const spareHits = 10

/** Bytes that are read from the database at a time. */
const pageBytes = 1_000_000
/** A search waits so long for what is new in its library; then it does with what is there. */
const patience = "2 seconds"
/** Rows that may be gone before a library is read anew. */
const spareRows = 1_000
const spareShare = 1.3

interface Entry {
  vectors: LibraryVectors | undefined
  readonly turn: Semaphore.Semaphore
}

const bytesAs = (form: ScanRequest["form"], { chunks, model }: Shelf) =>
  chunks * (rowBytes(form, model.dimensions) + overheadBytes)

/** How a library is kept: in full, in sketches, or not at all. */
export const formFor = (shelf: Shelf, budget: number): ScanRequest["form"] | undefined => {
  if (bytesAs("quantised", shelf) <= budget) return "quantised"
  return bytesAs("sketched", shelf) <= budget ? "sketched" : undefined
}

/** What is in memory serves, as it is or with what came after it: not too much of it is gone, and it fits. */
const serves = ({ bytes, rows }: LibraryVectors, { chunks }: Shelf, budget: number) =>
  rows <= chunks || (rows <= chunks * spareShare + spareRows && bytes <= budget)

/**
 * Vectors of libraries in memory, and a thread that compares a question with them. Every process has its own. Of a
 * library that was not asked about for long the least recent one makes room.
 */
export class VectorMemory extends Context.Service<
  VectorMemory,
  {
    /**
     * What is nearest, after reading what is new in the library: one statement for each megabyte of it, none where
     * nothing is. What takes longer than two seconds to read is searched as far as it is read. None of a library that is
     * larger than the budget even in sketches. May give chunks that are gone.
     */
    readonly nearest: (
      shelf: Shelf,
      wanted: Wanted
    ) => Effect.Effect<Found | undefined, SqlError.SqlError | ThreadError>
    /** Bytes that vectors take now. */
    readonly bytes: Effect.Effect<number>
  }
>()("luminalib/features/intelligence/retrieval/vectors/VectorMemory") {
  static readonly layerFrom = (options: { readonly budgetBytes: number; readonly entry?: URL }) =>
    Layer.effect(
      VectorMemory,
      Effect.gen(function* () {
        const repo = yield* VectorRepo
        const scope = yield* Effect.scope
        const scanner = yield* makeScanner(options.entry)
        // The least recent first.
        const entries = new Map<string, Entry>()
        const budget = options.budgetBytes
        const total = () => [...entries.values()].reduce((sum, { vectors }) => sum + (vectors?.bytes ?? 0), 0)

        const entryOf = ({ model, organizationId }: Shelf) => {
          const key = `${organizationId} ${model.id}`
          const entry = entries.get(key) ?? { vectors: undefined, turn: Semaphore.makeUnsafe(1) }
          entries.delete(key)
          entries.set(key, entry)
          return entry
        }

        const makeRoom = (kept: Entry) => {
          for (const [key, entry] of entries) {
            if (total() <= budget) return
            if (entry !== kept) entries.delete(key)
          }
        }

        const isKept = (entry: Entry) => [...entries.values()].includes(entry)

        /** Reads what the entry does not have yet. */
        const refresh = Effect.fnUntraced(
          function* (entry: Entry, shelf: Shelf, form: ScanRequest["form"]) {
            const { model, organizationId } = shelf
            if (entry.vectors?.form !== form || !serves(entry.vectors, shelf, budget)) {
              entry.vectors = new LibraryVectors(form, model.dimensions)
            }
            const { vectors } = entry
            const limit = Math.ceil(pageBytes / rowBytes(form, model.dimensions))
            const until = model.generation
            while (vectors.after.generation < until && isKept(entry)) {
              const page = yield* repo.page({
                organizationId,
                modelId: model.id,
                form,
                after: vectors.after,
                until,
                limit
              })
              if (page.rows > 0) vectors.add(page, limit)
              if (page.rows < limit) vectors.after = { generation: until, id: lastOfAll }
              makeRoom(entry)
            }
          },
          Effect.catchTag(["SchemaError", "NoSuchElementError"], Effect.die)
        )

        /** Goes on when whoever asked has gone: the next one will need it. */
        const upToDate = Effect.fnUntraced(function* (entry: Entry, shelf: Shelf, form: ScanRequest["form"]) {
          const reading = yield* Effect.forkIn(entry.turn.withPermit(refresh(entry, shelf, form)), scope)
          yield* Effect.timeoutOption(Fiber.join(reading), patience)
        })

        /** Goes on as well: a thread that is interrupted has to be started anew. */
        const scan = Effect.fnUntraced(function* (request: ScanRequest) {
          return yield* Fiber.join(yield* Effect.forkIn(scanner.call("scan", request), scope))
        })

        const nearest = Effect.fn("VectorMemory.nearest")(function* (shelf: Shelf, wanted: Wanted) {
          const form = formFor(shelf, budget)
          if (form === undefined) return undefined
          const entry = entryOf(shelf)
          yield* upToDate(entry, shelf, form)
          const { vectors } = entry
          if (vectors === undefined || vectors.rows === 0) return undefined
          const { limit, question, readerId, sourceIds } = wanted
          const allowed = vectors.allowed(readerId, sourceIds)
          const { blocks } = vectors
          const most = form === "quantised" ? limit + spareHits : Math.max(limit, sketchedHits)
          const { rows, scores } = yield* scan({ form: vectors.form, blocks, question, allowed, limit: most })
          const chunkIds = Array.from(rows, (row) => vectors.chunkOf(row))
          return {
            form: vectors.form,
            hits: chunkIds.map((chunkId, at) => ({ chunkId, similarity: scores[at] ?? 0 })),
            forget: (gone: ReadonlySet<string>) =>
              vectors.forget(Array.from(rows).filter((_, at) => gone.has(chunkIds[at] ?? "")))
          }
        })

        return VectorMemory.of({ nearest, bytes: Effect.sync(total) })
      })
    ).pipe(Layer.provide(VectorRepo.layer))

  /** `VECTOR_MEMORY_MB` (default 320): what vectors may take in a process. Enough for a million chunks without a model. */
  static readonly layer = Layer.unwrap(
    Config.schema(
      Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 1_000_000 })),
      "VECTOR_MEMORY_MB"
    ).pipe(
      Config.withDefault(320),
      Config.map((megabytes) => VectorMemory.layerFrom({ budgetBytes: megabytes * 1_000_000 }))
    )
  )
}
