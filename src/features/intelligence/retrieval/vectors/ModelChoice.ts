import { Option } from "effect"
import type { Embedder, EmbeddingModel } from "#platform/embeddings/Embedder.ts"
import type { Embeddings } from "#platform/Embeddings.ts"
import type { KeptModel } from "./VectorRepo.ts"

/** Whether vectors of the model are what the installation wants all texts to have. */
export const isCurrent = (current: Embedder, model: EmbeddingModel): boolean =>
  model.provider === current.provider &&
  model.model === current.model &&
  (current.dimensions === undefined || model.dimensions === current.dimensions)

/** A model to search by, and what makes the question's vector. */
export interface ChosenModel {
  readonly model: KeptModel
  readonly embedder: Embedder
}

/**
 * By which of a library's models it is searched, the newest first: by the current one as soon as all chunks have its
 * vectors; until then by one that was complete before, if it can still be asked; else by what there is of the current
 * one.
 */
export const chooseModel = (
  { current, of }: Embeddings["Service"],
  models: ReadonlyArray<KeptModel>
): Option.Option<ChosenModel> => {
  const [mine] = models.filter((model) => isCurrent(current, model))
  const complete = models.filter((model) => model.complete)
  const ready = mine?.complete === true ? [mine, ...complete] : [...complete, ...(mine === undefined ? [] : [mine])]
  return Option.firstSomeOf(ready.map((model) => Option.map(of(model), (embedder) => ({ model, embedder }))))
}
