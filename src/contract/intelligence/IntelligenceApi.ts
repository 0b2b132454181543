import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Authorization, RequiredRole } from "../Authorization.ts"
import { BookId, BookNotFound } from "../catalogue/Book.ts"
import { BookFileNotFound } from "../catalogue/BookFile.ts"
import { idempotencyKey, Idempotent } from "../Idempotency.ts"
import { JobId } from "../jobs/Job.ts"
import { Analysis } from "./Analysis.ts"

/** What the library learns from its books. */
export class IntelligenceApi extends HttpApiGroup.make("intelligence")
  .add(
    HttpApiEndpoint.get("analysis", "/books/:id/analysis", {
      params: { id: BookId },
      success: Analysis,
      error: BookNotFound
    }).annotateMerge(OpenApi.annotations({ summary: "Summary, consensus, sentiment and rating of a book" })),
    HttpApiEndpoint.post("summarize", "/books/:id/summarize", {
      params: { id: BookId },
      headers: idempotencyKey,
      success: Schema.Struct({ jobId: Schema.NullOr(JobId) }).pipe(HttpApiSchema.status(202)),
      error: [BookNotFound, BookFileNotFound]
    })
      .middleware(Idempotent)
      .annotate(RequiredRole, "librarian")
      .annotateMerge(
        OpenApi.annotations({
          summary: "Make or retry the summary",
          description: "Does nothing, with `jobId` null, where the summary is current."
        })
      )
  )
  .middleware(Authorization)
  .annotateMerge(
    OpenApi.annotations({ title: "Intelligence", description: "What the library learns from its books" })
  ) {}
