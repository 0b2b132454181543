import { Context, Effect, Layer, Option } from "effect"
import { type BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { Analysis } from "#contract/intelligence/Analysis.ts"
import { AnalysisRepo } from "./AnalysisRepo.ts"
import { summaryView } from "./SummaryView.ts"

/** What the library knows of its books. */
export class Analyses extends Context.Service<
  Analyses,
  {
    /** As far as it is known now, in one query. */
    readonly get: (organizationId: OrganizationId, bookId: BookId) => Effect.Effect<Analysis, BookNotFound>
  }
>()("luminalib/features/intelligence/Analyses") {
  static readonly layerNoDeps = Layer.effect(
    Analyses,
    Effect.gen(function* () {
      const repo = yield* AnalysisRepo
      return Analyses.of({
        get: Effect.fn("Analyses.get")(
          function* (organizationId, bookId) {
            const facts = yield* repo.summary({ organizationId, bookId })
            if (Option.isNone(facts)) return yield* new BookNotFound({ bookId })
            return { bookId, summary: summaryView(facts.value), ...withoutReviews }
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(AnalysisRepo.layer))
}

/** What is known of a book that nobody has reviewed. */
const withoutReviews: Pick<Analysis, "consensus" | "sentiment" | "rating"> = {
  consensus: { status: "none", text: null, model: null, promptVersion: null, generatedAt: null },
  sentiment: { average: null, distribution: { positive: 0, neutral: 0, negative: 0 } },
  rating: { average: null, count: 0 }
}
