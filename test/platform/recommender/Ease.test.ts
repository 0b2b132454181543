import { assert, describe, it } from "@effect/vitest"
import { type EaseModel, easeScores, easeShares, trainEase } from "#platform/recommender/Ease.ts"
import { interactionsOf } from "#platform/recommender/Interactions.ts"
import { done, groups } from "./Readers.ts"

const one = (item: number) => ({ item, weight: 1 })
const weightOf = ({ degree, others, weights }: EaseModel, item: number, other: number) => {
  const nth = others.subarray(item * degree, (item + 1) * degree).indexOf(other)
  return nth < 0 ? 0 : weights[item * degree + nth]!
}

describe("what items say of each other, in closed form", () => {
  it("is what the formula says, for two items", () => {
    // XᵀX + 1 is [[3, 1], [1, 3]] and its inverse [[3, −1], [−1, 3]] / 8: −P₀₁ / P₁₁ is a third.
    const interactions = interactionsOf(2, [[one(0), one(1)], [one(0)], [one(1)]])
    const { made } = done(trainEase(interactions, { regularisation: 1, degree: 10 }))
    assert.closeTo(weightOf(made, 0, 1), 1 / 3, 1e-7)
    assert.closeTo(weightOf(made, 1, 0), 1 / 3, 1e-7)
  })

  it("is what the formula says, for three items and weighted interactions", () => {
    // X = [[2, 1, 0], [0, 1, 1]], λ = 2: XᵀX + λ is [[6, 2, 0], [2, 4, 1], [0, 1, 3]], of determinant 54.
    const interactions = interactionsOf(3, [
      [{ item: 0, weight: 2 }, one(1)],
      [one(1), one(2)]
    ])
    const { made } = done(trainEase(interactions, { regularisation: 2, degree: 2 }))
    // The inverse is [[11, −6, 2], [−6, 18, −6], [2, −6, 20]] / 54.
    assert.closeTo(weightOf(made, 0, 1), 6 / 18, 1e-7)
    assert.closeTo(weightOf(made, 0, 2), -2 / 20, 1e-7)
    assert.closeTo(weightOf(made, 1, 0), 6 / 11, 1e-7)
    assert.closeTo(weightOf(made, 2, 0), -2 / 11, 1e-7)
  })

  it("is kept only of those of which an item says most", () => {
    const interactions = groups({ users: 60, items: 30, tastes: 3, each: 8 })
    const whole = done(trainEase(interactions, { regularisation: 10, degree: 29 })).made
    const { made } = done(trainEase(interactions, { regularisation: 10, degree: 5 }))
    for (let item = 0; item < 30; item++) {
      const all = whole.weights.subarray(item * 29, (item + 1) * 29)
      const kept = made.weights.subarray(item * 5, (item + 1) * 5)
      assert.deepStrictEqual(
        [...kept].map(Math.abs).toSorted((a, b) => b - a),
        [...all]
          .map(Math.abs)
          .toSorted((a, b) => b - a)
          .slice(0, 5)
      )
      assert.notInclude([...made.others.subarray(item * 5, (item + 1) * 5)], item)
    }
  })

  it("adds up: what each book of a history gives to a score is the score", () => {
    const { made } = done(
      trainEase(groups({ users: 60, items: 30, tastes: 3, each: 8 }), { regularisation: 10, degree: 29 })
    )
    const history = [one(3), { item: 7, weight: 1.5 }, one(12)]
    const shares = easeShares(made, history)
    easeScores(made, history).forEach((score, item) => {
      assert.closeTo(
        shares(item).reduce((a, b) => a + b, 0),
        score,
        1e-6
      )
    })
  })
})
