import { Effect, Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Authorization, RequiredRole } from "../Authorization.ts"
import { BookHeld, BookOnLoan } from "../circulation/Loan.ts"
import { partHeaders, RangeNotSatisfiable, uploadProblems } from "../File.ts"
import { idempotencyKey, Idempotent } from "../Idempotency.ts"
import * as Page from "../Page.ts"
import { ReadableBody } from "../Problem.ts"
import { query } from "../Text.ts"
import { ifMatch, PreconditionFailed } from "../Version.ts"
import {
  Author,
  Book,
  BookChanges,
  BookFacets,
  BookId,
  BookNotFound,
  BookSort,
  Genre,
  IsbnTaken,
  Language,
  NewBook,
  PublishedYear,
  Tag
} from "./Book.ts"
import { BookFileNotFound } from "./BookFile.ts"
import { BookChangesForm, NewBookForm } from "./BookForm.ts"
import { suggest } from "./Suggestion.ts"

const bookParams = { id: BookId }
const withETag = HttpApiSchema.WithHeaders(Book, { etag: Schema.String })

/** The books of a library and their files. */
export class CatalogueApi extends HttpApiGroup.make("books")
  .add(
    HttpApiEndpoint.post("add", "/", {
      headers: idempotencyKey,
      payload: [NewBook, NewBookForm.pipe(HttpApiSchema.asMultipartStream())],
      success: HttpApiSchema.WithHeaders(Book.pipe(HttpApiSchema.status(201)), {
        etag: Schema.String,
        location: Schema.String
      }),
      error: [IsbnTaken, ...uploadProblems]
    })
      .middleware(Idempotent)
      .middleware(ReadableBody)
      .annotate(RequiredRole, "librarian")
      .annotateMerge(
        OpenApi.annotations({
          summary: "Add a book",
          description:
            "With a PDF or text file as multipart, or without one as JSON. A file is read and summarised as a job."
        })
      ),
    HttpApiEndpoint.get("list", "/", {
      query: {
        ...Page.query,
        q: Schema.optionalKey(query(200)),
        author: Schema.optionalKey(Author),
        genre: Schema.optionalKey(Genre),
        tag: Schema.optionalKey(Schema.Array(Tag).check(Schema.isMaxLength(10))),
        language: Schema.optionalKey(Language),
        year: Schema.optionalKey(Page.Integer.pipe(Schema.decodeTo(PublishedYear))),
        available: Schema.optionalKey(Schema.Boolean),
        sort: Schema.optionalKey(BookSort),
        order: Schema.optionalKey(Page.Order),
        facets: Schema.Boolean.pipe(Schema.withDecodingDefaultKey(Effect.succeed(true)))
      },
      success: Schema.Struct({ ...Page.of(Book).fields, facets: Schema.optionalKey(BookFacets) }),
      error: Page.InvalidCursor
    })
      .annotateMerge(
        Page.describeQuery({
          ...Page.queryDocs,
          q: {
            description: "Words to find in title, author, tags, description and summary, and in the text of the book"
          },
          tag: { description: "Books that have every tag given", schema: { type: "array", items: { type: "string" } } },
          language: { description: "Tag of the language that the books are in, as the facet has it" },
          year: { description: "Year of publication", schema: { type: "integer" } },
          available: {
            description: "Whether the books are on the shelf for anybody: neither on loan nor kept for somebody",
            schema: { type: "boolean" }
          },
          sort: { description: "`relevance` where `q` is given, else `createdAt`" },
          facets: { description: "Whether to count facets", schema: { type: "boolean", default: true } }
        })
      )
      .annotateMerge(OpenApi.annotations({ summary: "Find books" })),
    suggest,
    HttpApiEndpoint.get("get", "/:id", { params: bookParams, success: withETag, error: BookNotFound }).annotateMerge(
      OpenApi.annotations({ summary: "One book" })
    ),
    HttpApiEndpoint.put("update", "/:id", {
      params: bookParams,
      headers: ifMatch,
      payload: [BookChanges, BookChangesForm.pipe(HttpApiSchema.asMultipartStream())],
      success: withETag,
      error: [BookNotFound, IsbnTaken, PreconditionFailed, ...uploadProblems]
    })
      .middleware(ReadableBody)
      .annotate(RequiredRole, "librarian")
      .annotateMerge(
        OpenApi.annotations({
          summary: "Change a book",
          description: "What is left out stays. A new file replaces the old one and is summarised anew."
        })
      ),
    HttpApiEndpoint.delete("remove", "/:id", {
      params: bookParams,
      headers: ifMatch,
      error: [BookNotFound, PreconditionFailed, BookOnLoan, BookHeld]
    })
      .annotate(RequiredRole, "librarian")
      .annotateMerge(
        OpenApi.annotations({
          summary: "Remove a book and its file",
          description: "Not while it is on loan or somebody waits for it. Its past loans stay, without it."
        })
      ),
    HttpApiEndpoint.get("download", "/:id/file", {
      params: bookParams,
      headers: partHeaders,
      success: HttpApiSchema.StreamUint8Array({ contentType: ["application/pdf", "text/plain"] }),
      error: [BookNotFound, BookFileNotFound, RangeNotSatisfiable]
    }).annotateMerge(
      OpenApi.annotations({ summary: "The book's file", description: "Takes `Range`: answers 206 with that part." })
    )
  )
  .middleware(Authorization)
  .prefix("/books")
  .annotateMerge(OpenApi.annotations({ title: "Books", description: "The catalogue and its files" })) {}
