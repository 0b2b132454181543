import { BookSummarized } from "#contract/intelligence/Analysis.ts"
import { BookAnalysed, BookIndexed, BookTagged } from "#contract/intelligence/IntelligenceEvents.ts"
import { everybody, news } from "#jobs/News.ts"
import * as Reactions from "#jobs/Reactions.ts"

/** What everybody in the library sees become known of a book. That a summary failed is told by sql/0025_events.sql. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.announce(BookSummarized, ({ bookId, organizationId }) => [
    news("book.summarized", organizationId, { bookId, status: "ready" }, everybody)
  ]),
  Reactions.announce(BookAnalysed, ({ bookId, organizationId }) => [
    news("book.analysed", organizationId, { bookId }, everybody)
  ]),
  Reactions.announce(BookTagged, ({ bookId, organizationId }) => [
    news("book.tagged", organizationId, { bookId }, everybody)
  ]),
  Reactions.announce(BookIndexed, ({ bookId, organizationId }) => [
    news("book.indexed", organizationId, { bookId }, everybody)
  ])
]
