import { BookCoverChanged } from "#contract/catalogue/Book.ts"
import { BookAdded, BookChanged, BookRemoved } from "#contract/catalogue/CatalogueEvents.ts"
import { everybody, news } from "#jobs/News.ts"
import * as Reactions from "#jobs/Reactions.ts"

/** What everybody in the library sees happen in the catalogue. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.announce(BookAdded, ({ bookId, organizationId }) => [
    news("book.created", organizationId, { bookId }, everybody)
  ]),
  Reactions.announce(BookChanged, ({ bookId, organizationId }) => [
    news("book.updated", organizationId, { bookId }, everybody)
  ]),
  Reactions.announce(BookCoverChanged, ({ bookId, organizationId }) => [
    news("book.updated", organizationId, { bookId }, everybody)
  ]),
  Reactions.announce(BookRemoved, ({ bookId, organizationId }) => [
    news("book.removed", organizationId, { bookId }, everybody)
  ])
]
