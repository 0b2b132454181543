import { HttpApiEndpoint, HttpApiError, HttpApiGroup, OpenApi } from "effect/http-api"
import { Authorization } from "../Authorization.ts"
import { BookId, BookNotFound } from "../catalogue/Book.ts"
import * as Page from "../Page.ts"
import { declare, members } from "../Problem.ts"
import { PageNotFound, TextPart, textPartDocs, TextPartQuery } from "./TextPart.ts"

/** The book has no file, or nobody has read it yet. */
export class BookTextNotFound extends HttpApiError.Problem<BookTextNotFound>()(
  "BookTextNotFound",
  declare({ code: "BOOK_TEXT_NOT_FOUND", status: 404, title: "The book has not been read" }),
  members("BOOK_TEXT_NOT_FOUND")
) {}

/** What stands in the books of a library. */
export class BookTextApi extends HttpApiGroup.make("bookText")
  .add(
    HttpApiEndpoint.get("get", "/books/:id/text", {
      params: { id: BookId },
      query: TextPartQuery,
      success: TextPart,
      error: [BookNotFound, BookTextNotFound, PageNotFound]
    })
      .annotateMerge(Page.describeQuery(textPartDocs))
      .annotateMerge(
        OpenApi.annotations({
          summary: "A part of a book's text",
          description: "As it was read from the file: `start` and `end` of a citation are places in it."
        })
      )
  )
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Texts of books", description: "What stands in the books" })) {}
