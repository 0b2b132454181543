import { Effect, Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Authorization } from "../Authorization.ts"
import { BookId, BookNotFound } from "../catalogue/Book.ts"
import * as Page from "../Page.ts"
import { ReadableBody } from "../Problem.ts"
import { BookBeingRead, NewReadingPosition, ReadingPosition, ReadingPositionNotFound } from "./ReadingPosition.ts"

const bookParams = { id: BookId }

const Limit = Page.Integer.check(Schema.isBetween({ minimum: 1, maximum: 50 })).pipe(
  Schema.withDecodingDefaultKey(Effect.succeed("10"))
)

/** How far readers are in their books, each their own. */
export class ReadingPositionsApi extends HttpApiGroup.make("readingPositions")
  .add(
    HttpApiEndpoint.get("list", "/reading-positions", {
      query: { limit: Limit },
      success: Schema.Struct({ items: Schema.Array(BookBeingRead) })
    })
      .annotateMerge(
        Page.describeQuery({
          limit: { description: "How many books", schema: { type: "integer", minimum: 1, maximum: 50, default: 10 } }
        })
      )
      .annotateMerge(OpenApi.annotations({ summary: "The books one is reading, the last one read first" })),
    HttpApiEndpoint.get("get", "/books/:id/reading-position", {
      params: bookParams,
      success: ReadingPosition,
      error: [BookNotFound, ReadingPositionNotFound]
    }).annotateMerge(OpenApi.annotations({ summary: "How far one has read a book" })),
    HttpApiEndpoint.put("put", "/books/:id/reading-position", {
      params: bookParams,
      payload: NewReadingPosition,
      error: BookNotFound
    })
      .middleware(ReadableBody)
      .annotateMerge(OpenApi.annotations({ summary: "Say how far one has read a book" })),
    HttpApiEndpoint.delete("remove", "/books/:id/reading-position", {
      params: bookParams,
      error: [BookNotFound, ReadingPositionNotFound]
    }).annotateMerge(OpenApi.annotations({ summary: "Forget how far one has read a book" }))
  )
  .middleware(Authorization)
  .annotateMerge(
    OpenApi.annotations({ title: "Reading positions", description: "How far readers are in their books" })
  ) {}
