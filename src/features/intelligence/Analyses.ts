import { Context, Effect, Layer, Option } from "effect"
import { type BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { Analysis } from "#contract/intelligence/Analysis.ts"
import { AnalysisRepo } from "./AnalysisRepo.ts"
import { reviewsView } from "./ReviewsView.ts"
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
            const facts = yield* repo.facts({ organizationId, bookId })
            if (Option.isNone(facts)) return yield* new BookNotFound({ bookId })
            return { bookId, summary: summaryView(facts.value), ...reviewsView(facts.value) }
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(AnalysisRepo.layer))
}
