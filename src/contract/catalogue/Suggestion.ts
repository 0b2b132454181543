import { Effect, Schema } from "effect"
import { HttpApiEndpoint, OpenApi } from "effect/http-api"
import * as Page from "../Page.ts"
import { query } from "../Text.ts"
import { BookId } from "./Book.ts"

/** How what somebody types into a search box may go on. */
export const Suggestion = Schema.Struct({
  type: Schema.Literals(["title", "author", "tag"]),
  text: Schema.String,
  bookId: Schema.optionalKey(BookId).annotate({ description: "Of a title: a book that has it" }),
  count: Schema.optionalKey(Schema.Int).annotate({ description: "Of an author or a tag: how many books have it" })
}).annotate({ identifier: "Suggestion" })
export type Suggestion = typeof Suggestion.Type

const limit = { minimum: 1, maximum: 20 }

/** Completes titles, authors and tags. */
export const suggest = HttpApiEndpoint.get("suggest", "/suggest", {
  query: {
    q: query(200),
    limit: Page.Integer.check(Schema.isBetween(limit)).pipe(Schema.withDecodingDefaultKey(Effect.succeed("10")))
  },
  success: Schema.Struct({ items: Schema.Array(Suggestion) })
})
  .annotateMerge(
    Page.describeQuery({
      q: { description: "What was typed so far, in any case, with or without accents" },
      limit: { description: "Completions", schema: { type: "integer", ...limit, default: 10 } }
    })
  )
  .annotateMerge(
    OpenApi.annotations({
      summary: "Complete what is typed into a search box",
      description:
        "What begins so comes before what has it at the beginning of a later word, the popular first. " +
        "Names begin with each of their words. Mistakes are forgiven only where nothing begins as typed."
    })
  )
