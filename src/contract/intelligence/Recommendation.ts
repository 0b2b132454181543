import { Schema } from "effect"
import { Book, BookId } from "../catalogue/Book.ts"
import { Timestamp } from "../Timestamp.ts"

/**
 * Why a book is recommended. `borrowed`, `rated`: because of a book that the reader had (`bookId`, `label` is its title);
 * `tag`, `author`, `genre`: because of what the reader likes (`label`); `popular`, `new`: because of the library.
 */
export const ReasonType = Schema.Literals(["borrowed", "rated", "tag", "author", "genre", "popular", "new"])

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
 * What made recommendations. `content-1`: books like those that the reader had and liked. `popular-1`: what is read and
 * new in the library.
 */
export const RecommendationModel = Schema.Literals(["content-1", "popular-1"])
export type RecommendationModel = typeof RecommendationModel.Type

/** Books for one reader, the best first, at most two of one author; none that the reader ever had. */
export const Recommendations = Schema.Struct({
  items: Schema.Array(Recommendation),
  generatedAt: Timestamp,
  model: RecommendationModel.annotate({
    description: "`content-1` where anything is known of the reader; popular books then only fill up the list"
  })
}).annotate({ identifier: "Recommendations" })
export type Recommendations = typeof Recommendations.Type
