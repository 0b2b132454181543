import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { interactionsOf } from "#platform/recommender/Interactions.ts"
import { measure } from "./Recommender.ts"
import { tasteGroups } from "./TasteGroups.ts"

describe("recommendations to readers whose tastes are known", () => {
  it.effect("are far better than what is merely popular, and the same every time", () =>
    Effect.gen(function* () {
      const made = yield* tasteGroups("another library")
      assert.deepStrictEqual(yield* tasteGroups("another library"), made)
      const users = made.histories.map((history) => history.map((item) => ({ item, weight: 1 })))
      const systems = measure({ books: made.books, interactions: interactionsOf(made.books.length, users) })
      const ndcg = new Map(
        systems.map(({ hits, name }) => [name, hits.reduce((sum, hit) => sum + hit.ndcg, 0) / hits.length])
      )
      assert.deepStrictEqual([...ndcg.keys()], ["popularity", "content", "EASE", "ALS", "hybrid"])
      assert.isAbove(ndcg.get("hybrid") ?? 0, 1.4 * (ndcg.get("popularity") ?? 1))
    })
  )
})
