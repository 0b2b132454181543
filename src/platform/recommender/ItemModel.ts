import type { AlsModel } from "./Als.ts"
import { alsScores, alsShares } from "./AlsScores.ts"
import { type EaseModel, easeScores, easeShares } from "./Ease.ts"
import type { Interaction } from "./Interactions.ts"

/** What was learned of items from who had them. */
export type ItemModel = EaseModel | AlsModel

/** How much what somebody had speaks for each item, [items]: only the order means anything. */
export const scoresOf = (model: ItemModel, history: ReadonlyArray<Interaction>): Float32Array =>
  model.kind === "ease" ? easeScores(model, history) : alsScores(model, history)

/** How much of an item's score comes from each of what somebody had, in the order of the history. */
export const sharesOf = (
  model: ItemModel,
  history: ReadonlyArray<Interaction>
): ((item: number) => ReadonlyArray<number>) =>
  model.kind === "ease" ? easeShares(model, history) : alsShares(model, history)
