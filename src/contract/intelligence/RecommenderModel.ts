import { Schema } from "effect"
import { Timestamp } from "../Timestamp.ts"

const Share = Schema.Finite.annotate({ description: "0..1" })

/** What a library's readers taught it at one time. */
export const RecommenderModel = Schema.Struct({
  version: Schema.Int,
  kind: Schema.Literals(["ease", "als"]).annotate({
    description: "`ease`: the closed form, for up to 3,000 books; `als`: factors, for more"
  }),
  isActive: Schema.Boolean.annotate({ description: "Whether recommendations are made with it now" }),
  trainedAt: Timestamp,
  readers: Schema.Int,
  books: Schema.Int,
  interactions: Schema.Int.annotate({ description: "Books that readers had, each once for each reader" }),
  quality: Schema.Struct({
    sample: Schema.Int.annotate({ description: "Readers whose last book was hidden from it" }),
    ndcgAt10: Share,
    hitRateAt10: Share,
    popularNdcgAt10: Share.annotate({ description: "What the same readers get of what is merely popular" })
  }),
  parameters: Schema.Record(Schema.String, Schema.Finite)
}).annotate({ identifier: "RecommenderModel" })
export type RecommenderModel = typeof RecommenderModel.Type

/** The latest models of a library, the newest first. */
export const RecommenderModels = Schema.Struct({ items: Schema.Array(RecommenderModel) }).annotate({
  identifier: "RecommenderModels"
})
export type RecommenderModels = typeof RecommenderModels.Type
