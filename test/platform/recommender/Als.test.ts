import { assert, describe, it } from "@effect/vitest"
import { type AlsOptions, type Factors, startFactors, sweep, trainAls } from "#platform/recommender/Als.ts"
import { alsScores, alsShares } from "#platform/recommender/AlsScores.ts"
import { entriesOf, type Interactions, transposed, usersOf } from "#platform/recommender/Interactions.ts"
import { done, groups } from "./Readers.ts"

const options: AlsOptions = { factors: 6, sweeps: 8, seed: 1, regularisation: 2, confidence: 4 }
const interactions = groups({ users: 50, items: 24, tastes: 3, each: 8 })

/** What the factorisation minimises, summed up over every user and item. */
const lossOf = (of: Interactions, found: Factors): number => {
  const { confidence, factors, regularisation } = options
  const squares = (vectors: Float32Array) => vectors.reduce((sum, value) => sum + value * value, 0)
  let loss = regularisation * (squares(found.users) + squares(found.items))
  for (let user = 0; user < usersOf(of); user++) {
    const weights = new Map(entriesOf(of, user).map(({ item, weight }) => [item, weight]))
    for (let item = 0; item < of.items; item++) {
      let score = 0
      for (let a = 0; a < factors; a++) score += found.users[user * factors + a]! * found.items[item * factors + a]!
      const weight = weights.get(item)
      loss += (1 + confidence * (weight ?? 0)) * ((weight === undefined ? 0 : 1) - score) ** 2
    }
  }
  return loss
}

describe("vectors of items", () => {
  it("fit what was had better with every sweep", () => {
    const byItem = transposed(interactions)
    const found = startFactors(interactions, options)
    const losses = [lossOf(interactions, found)]
    for (let round = 0; round < options.sweeps; round++) {
      sweep(interactions, byItem, found, options)
      losses.push(lossOf(interactions, found))
    }
    for (let at = 1; at < losses.length; at++) assert.isBelow(losses[at]!, losses[at - 1]!, `sweep ${at}`)
    assert.isBelow(losses.at(-1)!, losses[0]! / 2)
  })

  it("are near somebody who had the same, though the model never met them", () => {
    const { made } = done(trainAls(interactions, options))
    // Items of the first taste are 0, 3, 6 and so on.
    const scores = alsScores(
      made,
      [0, 3, 6].map((item) => ({ item, weight: 1 }))
    )
    const mean = (taste: number) => {
      const of = Array.from(scores).filter((_, item) => item > 6 && item % 3 === taste)
      return of.reduce((a, b) => a + b, 0) / of.length
    }
    assert.isAbove(mean(0), 2 * Math.max(mean(1), mean(2)))
  })

  it("add up: what each book of a history gives to a score is the score", () => {
    const { made } = done(trainAls(interactions, options))
    const history = [
      { item: 3, weight: 1 },
      { item: 7, weight: 2 }
    ]
    const shares = alsShares(made, history)
    alsScores(made, history).forEach((score, item) => {
      assert.closeTo(
        shares(item).reduce((a, b) => a + b, 0),
        score,
        1e-5
      )
    })
  })

  it("say nothing for who had nothing", () => {
    const { made } = done(trainAls(interactions, options))
    assert.isTrue(alsScores(made, []).every((score) => score === 0))
  })
})
