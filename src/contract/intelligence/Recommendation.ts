import { Schema } from "effect"
import { Book, BookId } from "../catalogue/Book.ts"
import { Timestamp } from "../Timestamp.ts"

/**
 * Why a book is recommended. `borrowed`, `rated`: because of a book that the reader had (`bookId`, `label` is its title);
 * `readers`: because others who had that book had this one as well; `tag`, `author`, `genre`: because of what the reader
 * likes (`label`); `popular`, `new`: because of the library.
 */
export const ReasonType = Schema.Literals(["borrowed", "rated", "readers", "tag", "author", "genre", "popular", "new"])

export const RecommendationReason = Schema.Struct({
  type: ReasonType,
  text: Schema.String.annotate({ examples: ["Because you borrowed “Dune”"] }),
  bookId: Schema.optionalKey(BookId),
  label: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "RecommendationReason" })
export type RecommendationReason = typeof RecommendationReason.Type

export const Recommendation = Schema.Struct({
  book: Book,
  score: Schema.Finite.annotate({ description: "0..1, among those of one model" }),
  available: Schema.Boolean.annotate({ description: "Whether it can be borrowed now; others can be held" }),
  reasons: Schema.Array(RecommendationReason)
}).annotate({ identifier: "Recommendation" })
export type Recommendation = typeof Recommendation.Type

/**
 * What made recommendations. `hybrid-1`: books like those that the reader had and liked, and books that others had who had
 * the same. `content-1`: books like those that the reader had and liked. `popular-1`: what is read and new in the library.
 */
export const RecommendationModel = Schema.Literals(["hybrid-1", "content-1", "popular-1"])
export type RecommendationModel = typeof RecommendationModel.Type

/** Books for one reader, the best first, at most two of one author; none that the reader ever had. */
export const Recommendations = Schema.Struct({
  items: Schema.Array(Recommendation),
  generatedAt: Timestamp,
  model: RecommendationModel.annotate({
    description:
      "`popular-1` where nothing is known of the reader: else popular books only fill up the list. `hybrid-1` where other readers had the same books"
  })
}).annotate({ identifier: "Recommendations" })
export type Recommendations = typeof Recommendations.Type

/**
 * Why a book is like another: `series` (`label` is its name), `author`, `tag` and `genre` that both have (`label`), `text`:
 * what is said of them.
 */
export const LikenessType = Schema.Literals(["series", "author", "tag", "genre", "text"])

export const LikenessReason = Schema.Struct({
  type: LikenessType,
  text: Schema.String.annotate({ examples: ["Also about “desert”"] }),
  label: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "LikenessReason" })
export type LikenessReason = typeof LikenessReason.Type

/** A book that is like another. */
export const SimilarBook = Schema.Struct({
  book: Book,
  score: Schema.Finite.annotate({ description: "0..1" }),
  available: Schema.Boolean.annotate({ description: "Whether it can be borrowed now; others can be held" }),
  reasons: Schema.Array(LikenessReason)
}).annotate({ identifier: "SimilarBook" })
export type SimilarBook = typeof SimilarBook.Type

/** Books like another, never that one itself, at most two of one author. */
export const SimilarBooks = Schema.Struct({ items: Schema.Array(SimilarBook) }).annotate({ identifier: "SimilarBooks" })
export type SimilarBooks = typeof SimilarBooks.Type
