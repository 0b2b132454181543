import * as NodeServices from "@effect/platform-node/NodeServices"
import { Context, Effect, Layer, Schema, Stream } from "effect"
import { SecureRandom } from "effect/crypto"
import type { SqlClient } from "effect/sql"
import { BookContents } from "#features/catalogue/BookContents.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { Analyses } from "#features/intelligence/Analyses.ts"
import * as TagJobs from "#features/intelligence/TagJobs.ts"
import { TagSuggestions } from "#features/intelligence/TagSuggestions.ts"
import * as IntelligenceJobs from "#features/intelligence/IntelligenceJobs.ts"
import { Summaries } from "#features/intelligence/Summaries.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { Llm } from "#platform/Llm.ts"
import { LlmError } from "#platform/LlmError.ts"
import type { LlmRequest } from "#platform/LlmRequest.ts"
import { countTokens } from "#platform/llm/TokenEstimate.ts"
import { Prompts } from "#platform/Prompts.ts"
import { Storage } from "#platform/Storage.ts"
import { StorageError } from "#platform/storage/StorageError.ts"
import { TextExtraction } from "#platform/text/TextExtraction.ts"
import type { TextExtractionError } from "#platform/text/TextExtractionError.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

/** A model and a shelf of files that do as the test says, and count. */
export class ReadingRoom extends Context.Service<
  ReadingRoom,
  {
    /** What was asked, in order, whatever became of it. */
    readonly asked: Array<LlmRequest>
    /** What the model answers from now on. */
    answer: (request: LlmRequest) => Effect.Effect<string, LlmError>
    /** What it answers where an object is asked for, or why it does not. */
    object: object
    model: string
    contextTokens: number
    /** What stands in the files, by file id. A file that is not here is not in the storage. */
    readonly contents: Map<string, string>
    /** What goes wrong with reading files from now on. */
    extractionFailure: TextExtractionError | undefined
    extractions: number
  }
>()("luminalib/test/ReadingRoom") {
  static readonly layer = Layer.sync(ReadingRoom, () => ({
    asked: [],
    answer: politely,
    object: {},
    model: "scripted-1",
    contextTokens: 2000,
    contents: new Map<string, string>(),
    extractionFailure: undefined,
    extractions: 0
  }))
}

/** Says which part it read, or that it wrote the whole. */
export const politely = (request: LlmRequest) => {
  const part = partOf(request)
  return Effect.succeed(part === undefined ? "This book is about a dragon." : `In part ${part} the dragon sleeps.`)
}

/** Of a request about a part of a book: which one. */
export const partOf = (request: LlmRequest): number | undefined => {
  const found = /is part (\d+) of/.exec(request.instructions)?.[1]
  return found === undefined ? undefined : Number(found)
}

const answerOf = (model: string, text: string) => ({
  text,
  model,
  usage: { inputTokens: 100, outputTokens: 10 },
  costUsd: 0.000_5,
  durationMs: 250,
  finishReason: "stop" as const
})

const llm = Layer.effect(
  Llm,
  Effect.map(ReadingRoom, (room) =>
    Llm.of({
      get info() {
        const { contextTokens, model } = room
        return { provider: "ollama" as const, model, contextTokens, parameters: { temperature: 0.2, seed: 1 } }
      },
      countTokens,
      generate: (request) =>
        Effect.suspend(() => {
          room.asked.push(request)
          return room.answer(request)
        }).pipe(Effect.map((text) => answerOf(room.model, text))),
      generateObject: (request) =>
        Effect.suspend(() => {
          room.asked.push(request)
          return room.object instanceof LlmError ? Effect.fail(room.object) : Effect.succeed(room.object)
        }).pipe(
          Effect.flatMap(Schema.decodeUnknownEffect(request.schema)),
          Effect.catchTag("SchemaError", Effect.die),
          Effect.map((value) => ({ ...answerOf(room.model, ""), value }))
        ),
      stream: () => Stream.die("not asked for"),
      check: Effect.void
    })
  )
)

const encoder = new TextEncoder()

const storage = Layer.effect(
  Storage,
  Effect.map(ReadingRoom, (room) =>
    Storage.of({
      get: (key) =>
        Stream.suspend(() => {
          const content = room.contents.get(key.split("/").at(-1) ?? "")
          return content === undefined ? Stream.fail(StorageError.notFound(key)) : Stream.make(encoder.encode(content))
        }),
      put: () => Effect.die("not asked for"),
      stat: () => Effect.die("not asked for"),
      remove: () => Effect.void,
      list: () => Stream.empty,
      check: Effect.void
    })
  )
)

const extraction = Layer.effect(
  TextExtraction,
  Effect.map(ReadingRoom, (room) =>
    TextExtraction.of({
      extract: (file) =>
        Effect.gen(function* () {
          room.extractions++
          const text = yield* Stream.mkString(Stream.decodeText(file))
          if (room.extractionFailure !== undefined) return yield* room.extractionFailure
          return { text, pages: [{ number: 1, start: 0, end: text.length }], pageCount: 1 }
        })
    })
  )
)

const promptsDirectory = new URL("../../../prompts", import.meta.url).pathname

/** The features over a database, with the reading room in the place of all other machines. */
export const layerOver = <E>(database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  Layer.mergeAll(Summaries.layer, Analyses.layer, TagSuggestions.layer).pipe(
    Layer.provideMerge(Catalogue.layer),
    Layer.provide(BookContents.layerUnread),
    Layer.provideMerge(Reactions.layer([...IntelligenceJobs.reactions, ...TagJobs.reactions])),
    Layer.provideMerge(Ledger.layer),
    Layer.provideMerge(InProcess.layer),
    Layer.provide([llm, storage, extraction]),
    Layer.provide(Prompts.layer(promptsDirectory)),
    Layer.provide(NodeServices.layer),
    Layer.provideMerge(Layer.mergeAll(ReadingRoom.layer, SecureRandom.layerWebCrypto, database))
  )

/** A room as new: what earlier tests asked of it is forgotten. */
export const freshRoom = Effect.map(ReadingRoom, (room) => {
  room.asked.length = 0
  room.answer = politely
  room.object = {}
  room.model = "scripted-1"
  room.contextTokens = 2000
  room.extractionFailure = undefined
  room.extractions = 0
  return room
})
