import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import * as Page from "../Page.ts"
import { declare, members } from "../Problem.ts"

/** Characters of a text that one call answers at most, and where nothing else is asked. */
export const mostCharacters = 100_000
export const usualCharacters = 20_000

const Offset = Page.Integer.check(Schema.isBetween({ minimum: 0, maximum: 100_000_000 }))

/** Which part of a text is wanted: a page, or a range. */
export const TextPartQuery = Schema.Struct({
  start: Schema.optionalKey(Offset),
  end: Schema.optionalKey(Offset),
  page: Schema.optionalKey(Page.PageNumber)
}).check(
  Schema.makeFilter(({ end, page, start = 0 }) => {
    if (page !== undefined && (end !== undefined || start !== 0))
      return { path: ["page"], issue: "Expected either a page or a range" }
    return end === undefined || end > start ? undefined : { path: ["end"], issue: "Expected an end after the start" }
  })
)
export type TextPartQuery = typeof TextPartQuery.Type

/** The OpenAPI side of {@link TextPartQuery}. */
export const textPartDocs = {
  start: { description: "Where the part begins, in UTF-16 units", schema: { type: "integer", minimum: 0, default: 0 } },
  end: {
    description: `Where it ends, exclusive: ${usualCharacters} units after the start, and at most ${mostCharacters}`,
    schema: { type: "integer", minimum: 1 }
  },
  page: { description: "A page by its number, in the place of a range", schema: { type: "integer", minimum: 1 } }
}

/** A part of a text as it was read: what a citation points into. Offsets count UTF-16 units. */
export const TextPart = Schema.Struct({
  text: Schema.String,
  start: Schema.Int.annotate({ description: "Where the part begins: never within a character" }),
  end: Schema.Int.annotate({
    description: "Where it ends, exclusive; less than was asked for where that was too much"
  }),
  characters: Schema.Int.annotate({ description: "Length of the whole text, in UTF-16 units" }),
  pages: Schema.Array(Schema.Struct({ number: Schema.Int, start: Schema.Int, end: Schema.Int })).annotate({
    description: "The pages that the part is of, with their places in the whole text"
  }),
  pageCount: Schema.Int,
  language: Schema.NullOr(Schema.String)
}).annotate({ identifier: "TextPart" })
export type TextPart = typeof TextPart.Type

/** The text has fewer pages. */
export class PageNotFound extends HttpApiError.Problem<PageNotFound>()(
  "PageNotFound",
  declare({ code: "PAGE_NOT_FOUND", status: 404, title: "The text has no such page" }),
  { ...members("PAGE_NOT_FOUND"), pageCount: Schema.Int }
) {}
