import { alsRegularisation, alsShape, trainAls } from "./Als.ts"
import { easeRegularisation, mostEaseItems, trainEase } from "./Ease.ts"
import { countsOf, type Interactions, pruned } from "./Interactions.ts"
import { type ItemModel, scoresOf } from "./ItemModel.ts"
import { hitOf, type LeftOut, leaveLastOut } from "./LeaveLastOut.ts"

/** What a training makes. */
export interface Trained {
  readonly model: ItemModel
  /** Which items of those given the model's are, by their places in it. */
  readonly kept: Int32Array
  /** How many users had each of them. */
  readonly counts: Int32Array
  /** Entries that were learned from. */
  readonly interactions: number
  readonly quality: Quality
  /** What the model was made with, by name. */
  readonly parameters: Readonly<Record<string, number>>
}

/** How well hidden last entries were found by a model that had not seen them: means, 0..1. */
export interface Quality {
  /** Users who were asked. 0: there was nobody to ask. */
  readonly sample: number
  readonly ndcg: number
  readonly hitRate: number
  /** The same as `ndcg` for ranking by how many users had an item, which knows nothing of the user. */
  readonly popularNdcg: number
}

export interface TrainingOptions {
  readonly seed: number
  /** An item that fewer users had is left out. */
  readonly leastUsers: number
  /** So many items at most are learned of: those that most users had. */
  readonly mostItems: number
  /** Up to so many items the closed form is used; `mostEaseItems` of `Ease.ts` unless told otherwise. */
  readonly mostEaseItems?: number
}

/** Users whose last entry is hidden, at most. */
const sample = 1_000
/** With fewer than these, which penalty is best is chance. */
const fewest = 20
/** Times the penalty that goes with the data, the likeliest first. */
const tried = [1, 3, 1 / 3] as const

/** Others of which an item speaks, in the closed form: what comes after hardly moves a score. */
const degree = 200

/** Learns what is fitting for so many items: `Ease.ts` for few, `Als.ts` for many. */
const learn = (interactions: Interactions, options: TrainingOptions, times: number): Generator<number, ItemModel> =>
  interactions.items <= (options.mostEaseItems ?? mostEaseItems)
    ? trainEase(interactions, { degree, regularisation: times * easeRegularisation(interactions) })
    : trainAls(interactions, {
        ...alsShape,
        seed: options.seed,
        regularisation: times * alsRegularisation(interactions)
      })

const meanOf = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / (values.length || 1)

const measured = (model: ItemModel, { asked, known }: LeftOut): Quality => {
  const popular = Float32Array.from(countsOf(known))
  const hits = asked.map((question) => hitOf(scoresOf(model, question.history), question))
  return {
    sample: asked.length,
    ndcg: meanOf(hits.map(({ ndcg }) => ndcg)),
    hitRate: meanOf(hits.map(({ hit }) => hit)),
    popularNdcg: meanOf(asked.map((question) => hitOf(popular, question).ndcg))
  }
}

/** Passes on how far a part is, as a part of the whole. */
function* within<A>(part: Generator<number, A>, from: number, to: number): Generator<number, A> {
  let step = part.next()
  for (; step.done !== true; step = part.next()) yield from + step.value * (to - from)
  return step.value
}

/**
 * A model of all interactions, and how good one is that had not seen the last entries of a sample. The penalty is the
 * one of three that did best at that, so it learns four times, twice where there are too few to choose by. Yields how
 * far it is, 0..1.
 */
export function* train(all: Interactions, options: TrainingOptions): Generator<number, Trained> {
  const { counts, interactions, kept } = pruned(all, options)
  const left = leaveLastOut(interactions, sample)
  const trials = left.asked.length < fewest ? tried.slice(0, 1) : tried
  const share = 1 / (trials.length + 1)
  let best: { readonly times: number; readonly quality: Quality } | undefined
  for (const [nth, times] of trials.entries()) {
    const model = yield* within(learn(left.known, options, times), nth * share, (nth + 1) * share)
    const quality = measured(model, left)
    if (best === undefined || quality.ndcg > best.quality.ndcg) best = { times, quality }
  }
  const { quality, times } = best ?? { times: 1, quality: { sample: 0, ndcg: 0, hitRate: 0, popularNdcg: 0 } }
  const model = yield* within(learn(interactions, options, times), 1 - share, 1)
  const parameters = parametersOf(model, interactions, options, times)
  return { model, kept, counts, interactions: interactions.itemOf.length, quality, parameters }
}

const parametersOf = (
  model: ItemModel,
  interactions: Interactions,
  { seed }: TrainingOptions,
  times: number
): Readonly<Record<string, number>> =>
  model.kind === "ease"
    ? { regularisation: times * easeRegularisation(interactions), degree: model.degree }
    : { ...alsShape, regularisation: times * alsRegularisation(interactions), seed }
