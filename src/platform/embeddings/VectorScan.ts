import { componentsInByte, headBytes, sketchBytes, strideOf } from "./Quantised.ts"

/** Vectors of a library, in memory that threads share. What has once been written in `vectors` stays. */
export interface VectorBlock {
  readonly rows: number
  /** Quantised vectors, or sketches, one after the other. */
  readonly vectors: SharedArrayBuffer
  /** The source of each row as a number, 32 bits; 0 for a row that is gone. */
  readonly sources: SharedArrayBuffer
}

/** What is looked for. */
export interface ScanRequest {
  readonly form: "quantised" | "sketched"
  readonly blocks: ReadonlyArray<VectorBlock>
  /** Of length 1. */
  readonly question: Float32Array
  /** 1 for each source whose rows count, by its number. */
  readonly allowed: Uint8Array
  readonly limit: number
}

/** The rows that are nearest, the best first, counted over all blocks, and their inner products with the question. */
export interface ScanResult {
  readonly rows: Uint32Array
  readonly scores: Float32Array
}

/** The best so far: a heap whose top is the worst of them. */
class Best {
  readonly rows: Uint32Array
  readonly scores: Float32Array
  size = 0

  constructor(limit: number) {
    this.rows = new Uint32Array(limit)
    this.scores = new Float32Array(limit)
  }

  private score(at: number): number {
    return this.scores[at] ?? Infinity
  }

  private put(at: number, row: number, score: number): void {
    this.rows[at] = row
    this.scores[at] = score
  }

  offer(row: number, score: number): void {
    if (this.size < this.rows.length) return this.rise(row, score)
    if (score > this.score(0)) this.sink(row, score)
  }

  private rise(row: number, score: number): void {
    let at = this.size++
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.score(parent) <= score) break
      this.put(at, this.rows[parent] ?? 0, this.score(parent))
      at = parent
    }
    this.put(at, row, score)
  }

  private sink(row: number, score: number): void {
    let at = 0
    for (let child = 1; child < this.size; child = 2 * at + 1) {
      if (child + 1 < this.size && this.score(child + 1) < this.score(child)) child++
      if (this.score(child) >= score) break
      this.put(at, this.rows[child] ?? 0, this.score(child))
      at = child
    }
    this.put(at, row, score)
  }

  result(): ScanResult {
    const order = Array.from({ length: this.size }, (_, at) => at).toSorted(
      (a, b) => this.score(b) - this.score(a) || (this.rows[a] ?? 0) - (this.rows[b] ?? 0)
    )
    return {
      rows: Uint32Array.from(order, (at) => this.rows[at] ?? 0),
      scores: Float32Array.from(order, (at) => this.score(at))
    }
  }
}

/**
 * Writes the inner product of each row that counts into `scores`. Loops over arrays that are local are what the compiler
 * makes good code of: a million rows go through here.
 */
type Scorer = (scores: Float32Array, block: VectorBlock, counts: Uint8Array) => void

/** Most components of a hashed question are 0: the others are enough. */
const tellingOf = (question: Float32Array) => {
  const places = Uint32Array.from([...question.keys()].filter((at) => question[at] !== 0))
  return { places, weights: Float32Array.from(places, (at) => question[at] ?? 0) }
}

const byAllComponents =
  (weights: Float32Array): Scorer =>
  (scores, { rows, vectors }, counts) => {
    const question = weights
    const components = new Int8Array(vectors)
    const view = new DataView(vectors)
    const stride = strideOf(question.length)
    for (let row = 0; row < rows; row++) {
      if (counts[row] !== 1) continue
      const first = row * stride + headBytes
      let sum = 0
      for (let at = 0; at < question.length; at++) sum += (question[at] ?? 0) * (components[first + at] ?? 0)
      scores[row] = sum * view.getFloat32(row * stride, true)
    }
  }

const bySomeComponents =
  (dimensions: number, telling: ReturnType<typeof tellingOf>): Scorer =>
  (scores, { rows, vectors }, counts) => {
    const { places, weights } = telling
    const components = new Int8Array(vectors)
    const view = new DataView(vectors)
    const stride = strideOf(dimensions)
    for (let row = 0; row < rows; row++) {
      if (counts[row] !== 1) continue
      const first = row * stride + headBytes
      let sum = 0
      for (let at = 0; at < places.length; at++)
        sum += (weights[at] ?? 0) * (components[first + (places[at] ?? 0)] ?? 0)
      scores[row] = sum * view.getFloat32(row * stride, true)
    }
  }

const byComponents = (question: Float32Array): Scorer => {
  const telling = tellingOf(question)
  return telling.places.length * 4 < question.length
    ? bySomeComponents(question.length, telling)
    : byAllComponents(question)
}

/** What four components in a byte add to the inner product, for each of its 256 values. */
const tableOf = (question: Float32Array, byte: number): Float32Array =>
  Float32Array.from({ length: 256 }, (_, value) => {
    let sum = 0
    for (let part = 0; part < componentsInByte; part++) {
      const code = (value >> (2 * part)) & 3
      const component = question[byte * componentsInByte + part] ?? 0
      sum += code === 1 ? component : code === 2 ? -component : 0
    }
    return sum
  })

const byTables =
  (stride: number, tables: { readonly places: Uint32Array; readonly values: Float32Array }): Scorer =>
  (scores, { rows, vectors }, counts) => {
    const { places, values } = tables
    const codes = new Uint8Array(vectors)
    for (let row = 0; row < rows; row++) {
      if (counts[row] !== 1) continue
      const first = row * stride
      let sum = 0
      for (let at = 0; at < places.length; at++) {
        sum += values[at * 256 + (codes[first + (places[at] ?? 0)] ?? 0)] ?? 0
      }
      scores[row] = sum
    }
  }

const bySketch = (question: Float32Array): Scorer => {
  const stride = sketchBytes(question.length)
  const bytes = Array.from({ length: stride }, (_, byte) => byte).filter((byte) =>
    question.subarray(byte * componentsInByte, (byte + 1) * componentsInByte).some((value) => value !== 0)
  )
  const values = new Float32Array(bytes.length * 256)
  bytes.forEach((byte, at) => values.set(tableOf(question, byte), at * 256))
  return byTables(stride, { places: Uint32Array.from(bytes), values })
}

/** Bytes of a row. */
export const rowBytes = (form: ScanRequest["form"], dimensions: number): number =>
  form === "quantised" ? strideOf(dimensions) : sketchBytes(dimensions)

/** Compares the question with every row of the sources that count. */
export const scan = ({ allowed, blocks, form, limit, question }: ScanRequest): ScanResult => {
  const score = (form === "quantised" ? byComponents : bySketch)(question)
  const best = new Best(limit)
  let first = 0
  for (const block of blocks) {
    const sources = new Uint32Array(block.sources)
    const wanted = new Uint8Array(block.rows)
    for (let row = 0; row < block.rows; row++) wanted[row] = allowed[sources[row] ?? 0] ?? 0
    const scores = new Float32Array(block.rows)
    score(scores, block, wanted)
    for (let row = 0; row < block.rows; row++) if (wanted[row] === 1) best.offer(first + row, scores[row] ?? 0)
    first += block.rows
  }
  return best.result()
}
