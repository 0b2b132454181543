import { addGram, type AlsSettings } from "./Als.ts"
import type { ItemModel } from "./ItemModel.ts"

/** What is said of a model once. */
export type ModelShape =
  | { readonly kind: "ease"; readonly items: number; readonly degree: number }
  | { readonly kind: "als"; readonly items: number; readonly factors: number; readonly settings: AlsSettings }

/** Bytes of a part, about: each is read and written in one go. */
const partBytes = 256 * 1024

const bytesOf = (numbers: Int32Array | Float32Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)

const numbersOfItem = (shape: ModelShape): number => (shape.kind === "ease" ? shape.degree : shape.factors)

export const shapeOf = (model: ItemModel): ModelShape =>
  model.kind === "ease"
    ? { kind: "ease", items: model.items, degree: model.degree }
    : { kind: "als", items: model.items, factors: model.factors, settings: model.settings }

/** How many items go into one part. */
export const itemsOfPart = (shape: ModelShape): number =>
  Math.max(1, Math.floor(partBytes / Math.max(4, numbersOfItem(shape) * (shape.kind === "ease" ? 8 : 4))))

/**
 * The items of a model from `from` up to `to` as numbers of four bytes, little-endian, as all machines have them that the
 * program runs on: the places and then the weights of an EASE model, the vectors of an ALS model.
 */
export const encodePart = (model: ItemModel, from: number, to: number): Uint8Array => {
  if (model.kind === "als") return bytesOf(model.vectors.subarray(from * model.factors, to * model.factors)).slice()
  const { degree, others, weights } = model
  const numbers = (to - from) * degree
  const bytes = new Uint8Array(numbers * 8)
  bytes.set(bytesOf(others.subarray(from * degree, to * degree)))
  bytes.set(bytesOf(weights.subarray(from * degree, to * degree)), numbers * 4)
  return bytes
}

/** A model without its items, and how they are put in, part by part. A part that does not fit is a RangeError. */
export const emptyModel = (
  shape: ModelShape
): { readonly model: ItemModel; readonly put: (from: number, data: Uint8Array) => void } => {
  if (shape.kind === "als") {
    const { factors, items } = shape
    const vectors = new Float32Array(items * factors)
    const gram = new Float64Array(factors * factors)
    return {
      model: { ...shape, vectors, gram },
      put: (from, data) => {
        bytesOf(vectors).set(data, from * factors * 4)
        addGram(vectors.subarray(from * factors, from * factors + data.length / 4), factors, gram)
      }
    }
  }
  const { degree, items } = shape
  const others = new Int32Array(items * degree)
  const weights = new Float32Array(items * degree)
  return {
    model: { ...shape, others, weights },
    put: (from, data) => {
      bytesOf(others).set(data.subarray(0, data.length / 2), from * degree * 4)
      bytesOf(weights).set(data.subarray(data.length / 2), from * degree * 4)
    }
  }
}
