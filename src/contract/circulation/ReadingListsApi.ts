import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Authorization, Forbidden } from "../Authorization.ts"
import { BookId, BookNotFound } from "../catalogue/Book.ts"
import { idempotencyKey, Idempotent } from "../Idempotency.ts"
import * as Page from "../Page.ts"
import { ReadableBody } from "../Problem.ts"
import {
  AlreadyInReadingList,
  NewReadingList,
  NewReadingListItem,
  NotInReadingList,
  Place,
  ReadingList,
  ReadingListChanges,
  ReadingListFull,
  ReadingListId,
  ReadingListItem,
  ReadingListNotFound,
  TooManyReadingLists
} from "./ReadingList.ts"

const listParams = { id: ReadingListId }
const itemParams = { id: ReadingListId, bookId: BookId }
const location = { location: Schema.String }

/** Books that readers put together. */
export class ReadingListsApi extends HttpApiGroup.make("readingLists")
  .add(
    HttpApiEndpoint.post("add", "/", {
      headers: idempotencyKey,
      payload: NewReadingList,
      success: HttpApiSchema.WithHeaders(ReadingList.pipe(HttpApiSchema.status(201)), location),
      error: TooManyReadingLists
    })
      .middleware(Idempotent)
      .middleware(ReadableBody)
      .annotateMerge(OpenApi.annotations({ summary: "Begin a reading list" })),
    HttpApiEndpoint.get("list", "/", {
      query: { ...Page.query, of: Schema.optionalKey(Schema.Literals(["mine", "shared"])) },
      success: Page.ofLong(ReadingList),
      error: Page.InvalidCursor
    })
      .annotateMerge(
        Page.describeQuery({
          ...Page.queryDocs,
          of: {
            description: "`mine`, or `shared`: those that anybody in the library shares",
            schema: { type: "string", enum: ["mine", "shared"], default: "mine" }
          }
        })
      )
      .annotateMerge(OpenApi.annotations({ summary: "Reading lists, newest first" })),
    HttpApiEndpoint.get("get", "/:id", {
      params: listParams,
      success: ReadingList,
      error: ReadingListNotFound
    }).annotateMerge(OpenApi.annotations({ summary: "One reading list, of one's own or shared" })),
    HttpApiEndpoint.patch("update", "/:id", {
      params: listParams,
      payload: ReadingListChanges,
      success: ReadingList,
      error: [ReadingListNotFound, Forbidden]
    })
      .middleware(ReadableBody)
      .annotateMerge(OpenApi.annotations({ summary: "Rename, describe or share one's list" })),
    HttpApiEndpoint.delete("remove", "/:id", {
      params: listParams,
      error: [ReadingListNotFound, Forbidden]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Remove a reading list",
        description: "One's own; staff may remove shared ones, which is audited."
      })
    ),
    HttpApiEndpoint.get("items", "/:id/items", {
      params: listParams,
      query: Page.query,
      success: Page.of(ReadingListItem),
      error: [ReadingListNotFound, Page.InvalidCursor]
    })
      .annotateMerge(Page.describeQuery(Page.queryDocs))
      .annotateMerge(OpenApi.annotations({ summary: "The books of a list, in its order" })),
    HttpApiEndpoint.post("addItem", "/:id/items", {
      params: listParams,
      headers: idempotencyKey,
      payload: NewReadingListItem,
      success: ReadingListItem.pipe(HttpApiSchema.status(201)),
      error: [ReadingListNotFound, Forbidden, BookNotFound, AlreadyInReadingList, ReadingListFull]
    })
      .middleware(Idempotent)
      .middleware(ReadableBody)
      .annotateMerge(OpenApi.annotations({ summary: "Put a book at the end of one's list" })),
    HttpApiEndpoint.delete("removeItem", "/:id/items/:bookId", {
      params: itemParams,
      error: [ReadingListNotFound, Forbidden, NotInReadingList]
    }).annotateMerge(OpenApi.annotations({ summary: "Take a book out of one's list" })),
    HttpApiEndpoint.post("moveItem", "/:id/items/:bookId/move", {
      params: itemParams,
      payload: Place,
      success: ReadingListItem,
      error: [ReadingListNotFound, Forbidden, NotInReadingList]
    })
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Move a book in one's list",
          description: "Before another book of the list; with `null`, to its end."
        })
      )
  )
  .middleware(Authorization)
  .prefix("/reading-lists")
  .annotateMerge(OpenApi.annotations({ title: "Reading lists", description: "Books that readers put together" })) {}
