import { assert, describe, it } from "@effect/vitest"
import { interactionsOf, pruned, transposed } from "#platform/recommender/Interactions.ts"
import { scoresOf, sharesOf } from "#platform/recommender/ItemModel.ts"
import { hitOf, leaveLastOut } from "#platform/recommender/LeaveLastOut.ts"
import { emptyModel, encodePart, itemsOfPart, shapeOf } from "#platform/recommender/ModelParts.ts"
import { train, type TrainingOptions } from "#platform/recommender/Training.ts"
import { done, groups } from "./Readers.ts"

const options: TrainingOptions = { seed: 1, leastUsers: 2, mostItems: 1_000 }
const readers = groups({ users: 120, items: 80, tastes: 4, each: 10 })
const one = (item: number) => ({ item, weight: 1 })

describe("a training", () => {
  it("uses the closed form for few items and factors for many, and is the same every time", () => {
    for (const [most, kind] of [
      [80, "ease"],
      [10, "als"]
    ] as const) {
      const { made, told } = done(train(readers, { ...options, mostEaseItems: most }))
      assert.strictEqual(made.model.kind, kind)
      assert.deepStrictEqual(done(train(readers, { ...options, mostEaseItems: most })).made, made)
      assert.deepStrictEqual(
        told,
        told.toSorted((a, b) => a - b)
      )
      assert.isTrue(told.every((progress) => progress >= 0 && progress <= 1))
    }
  })

  it("knows tastes better than what is merely popular does", () => {
    for (const mostEaseItems of [80, 10]) {
      const { quality } = done(train(readers, { ...options, mostEaseItems })).made
      assert.strictEqual(quality.sample, 120)
      assert.isAbove(quality.ndcg, 2 * quality.popularNdcg)
      assert.isAtLeast(quality.hitRate, quality.ndcg)
    }
  })

  it("leaves out items that too few had, and all but those that most had", () => {
    const few = interactionsOf(4, [[one(3), one(0)], [one(3), one(1)], [one(0)], [one(3)], [one(2)]])
    const { counts, interactions, kept } = pruned(few, { leastUsers: 2, mostItems: 9 })
    assert.deepStrictEqual(
      [[...kept], [...counts]],
      [
        [3, 0],
        [3, 2]
      ]
    )
    assert.deepStrictEqual([...interactions.itemOf], [0, 1, 0, 1, 0])
    assert.deepStrictEqual([...interactions.starts], [0, 2, 3, 4, 5, 5])
    assert.deepStrictEqual([...pruned(few, { leastUsers: 1, mostItems: 1 }).kept], [3])
  })

  it("of nothing is a model of nothing", () => {
    const { made } = done(train(interactionsOf(0, []), options))
    assert.strictEqual(made.model.items, 0)
    const alone = done(train(interactionsOf(2, [[one(0)], [one(1)]]), options)).made
    assert.strictEqual(alone.model.items, 0)
  })

  it("is put together from its parts as it was", () => {
    for (const mostEaseItems of [80, 10]) {
      const { model } = done(train(readers, { ...options, mostEaseItems })).made
      const shape = shapeOf(model)
      assert.isAtLeast(itemsOfPart(shape), 1)
      const { model: again, put } = emptyModel(shape)
      for (let from = 0; from < model.items; from += 7) {
        put(from, encodePart(model, from, Math.min(from + 7, model.items)))
      }
      const history = [one(1), one(5)]
      assert.deepStrictEqual(scoresOf(again, history), scoresOf(model, history))
      assert.deepStrictEqual(sharesOf(again, history)(2), sharesOf(model, history)(2))
    }
  })
})

describe("who had what", () => {
  it("is the same by items, and by users again", () => {
    const back = transposed(transposed(readers))
    assert.deepStrictEqual(back.starts, readers.starts)
    assert.deepStrictEqual(
      [...back.itemOf].toSorted((a, b) => a - b),
      [...readers.itemOf].toSorted((a, b) => a - b)
    )
  })

  it("is asked for by the last of each, which is hidden", () => {
    const { asked, known } = leaveLastOut(interactionsOf(9, [[one(1), one(2), one(3)], [one(4)], [one(5), one(6)]]), 10)
    assert.deepStrictEqual(
      asked.map(({ history, last, user }) => [user, history.map(({ item }) => item), last]),
      [
        [0, [1, 2], 3],
        [2, [5], 6]
      ]
    )
    assert.deepStrictEqual([...known.itemOf], [1, 2, 4, 5])
    assert.deepStrictEqual([...known.starts], [0, 2, 3, 4])
    assert.lengthOf(leaveLastOut(readers, 30).asked, 30)
  })

  it("is found at its place among all items that were not had", () => {
    const question = { user: 0, history: [one(0)], last: 3 }
    assert.deepStrictEqual(hitOf(Float32Array.of(9, 1, 0, 5), question), { ndcg: 1, hit: 1 })
    assert.deepStrictEqual(hitOf(Float32Array.of(9, 8, 0, 5), question), { ndcg: 1 / Math.log2(3), hit: 1 })
    const last = Float32Array.from({ length: 40 }, (_, item) => (item === 3 ? 0 : 1))
    assert.deepStrictEqual(hitOf(last, question), { ndcg: 0, hit: 0 })
  })
})
