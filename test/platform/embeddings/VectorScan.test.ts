import { assert, describe, it } from "@effect/vitest"
import { Effect, Random } from "effect"
import { quantised, similarity, sketchOf } from "#platform/embeddings/Quantised.ts"
import { scan, type ScanRequest, type VectorBlock } from "#platform/embeddings/VectorScan.ts"

const unit = (vector: Float32Array) => {
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}

/** A direction; one component in `density` is not 0. */
const direction = (dimensions: number, density = 1) =>
  Effect.map(
    Effect.forEach(Array.from({ length: dimensions }), () => Effect.all([Random.next, Random.next, Random.next])),
    (drawn) => unit(Float32Array.from(drawn, ([a, b, c]) => (c < density ? a + b - 1 : 0)))
  )

const product = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)

const shared = (bytes: Uint8Array) => {
  const buffer = new SharedArrayBuffer(bytes.byteLength)
  new Uint8Array(buffer).set(bytes)
  return buffer
}

/** The vectors in blocks of seven; the source of each is its number modulo three, and one more. */
const blocksOf = (vectors: ReadonlyArray<Float32Array>, form: ScanRequest["form"]): ReadonlyArray<VectorBlock> =>
  Array.from({ length: Math.ceil(vectors.length / 7) }, (_, block) => {
    const some = vectors.slice(block * 7, block * 7 + 7)
    const sources = Uint32Array.from(some, (_, at) => ((block * 7 + at) % 3) + 1)
    return {
      rows: some.length,
      vectors: shared(Buffer.concat(some.map(form === "quantised" ? quantised : sketchOf))),
      sources: shared(new Uint8Array(sources.buffer))
    }
  })

const everybody = Uint8Array.of(0, 1, 1, 1)

describe("a vector in a quarter of the space", () => {
  it.effect("is as near to every other as it was, to a hundredth", () =>
    Effect.gen(function* () {
      for (const dimensions of [3, 64, 1000]) {
        const [a, b] = [yield* direction(dimensions), yield* direction(dimensions)]
        assert.approximately(similarity(a, quantised(b)), product(a, b), 0.01)
        assert.approximately(similarity(a, quantised(a)), 1, 0.01)
      }
      assert.strictEqual(similarity(new Float32Array(8).fill(1), quantised(new Float32Array(8))), 0)
    })
  )
})

describe("the scan", () => {
  for (const [name, density] of [
    ["full", 1],
    ["sparse", 0.1]
  ] as const) {
    it.effect(`finds what is nearest to a ${name} question, and in that order`, () =>
      Effect.gen(function* () {
        const vectors = yield* Effect.forEach(Array.from({ length: 100 }), () => direction(50))
        const question = yield* direction(50, density)
        const blocks = blocksOf(vectors, "quantised")
        const { rows, scores } = scan({ form: "quantised", blocks, question, allowed: everybody, limit: 10 })
        const exact = vectors.map((vector) => similarity(question, quantised(vector)))
        const expected = [...exact.keys()].toSorted((a, b) => (exact[b] ?? 0) - (exact[a] ?? 0)).slice(0, 10)
        assert.deepStrictEqual([...rows], expected)
        expected.forEach((row, at) => assert.approximately(scores[at] ?? 0, exact[row] ?? 0, 1e-5))
      })
    )
  }

  it.effect("looks only at sources that count, and at no row that is gone", () =>
    Effect.gen(function* () {
      const vectors = yield* Effect.forEach(Array.from({ length: 30 }), () => direction(16))
      const question = yield* direction(16)
      const blocks = blocksOf(vectors, "quantised")
      const of = (allowed: Uint8Array) =>
        [...scan({ form: "quantised", blocks, question, allowed, limit: 100 }).rows].toSorted((a, b) => a - b)
      const second = [...vectors.keys()].filter((at) => at % 3 === 1)
      assert.deepStrictEqual(of(Uint8Array.of(0, 0, 1, 0)), second)
      const [block] = blocks
      if (block !== undefined) new Uint32Array(block.sources)[1] = 0
      assert.deepStrictEqual(of(Uint8Array.of(0, 0, 1, 0)), second.slice(1))
      assert.deepStrictEqual(of(new Uint8Array(4)), [])
    })
  )

  it.effect("of sketches has the nearest among the best tenth", () =>
    Effect.gen(function* () {
      const places = yield* Effect.forEach(Array.from({ length: 20 }), () => direction(256))
      const near = (place: Float32Array, by: number) =>
        Effect.map(direction(256), (other) => unit(place.map((value, at) => value + by * (other[at] ?? 0))))
      const vectors = yield* Effect.forEach(Array.from({ length: 600 }), (_, at) =>
        near(places[at % 20] ?? new Float32Array(256), 0.8)
      )
      const blocks = blocksOf(vectors, "sketched")
      for (const place of places) {
        const question = yield* near(place, 0.3)
        const exact = vectors.map((vector) => product(question, vector))
        const nearest = [...exact.keys()].toSorted((a, b) => (exact[b] ?? 0) - (exact[a] ?? 0)).slice(0, 5)
        const { rows } = scan({ form: "sketched", blocks, question, allowed: everybody, limit: 60 })
        assert.isAtLeast(nearest.filter((row) => rows.includes(row)).length, 4)
      }
    })
  )
})
