import type { ScanRequest, VectorBlock } from "#platform/embeddings/VectorScan.ts"
import { rowBytes } from "#platform/embeddings/VectorScan.ts"
import type { Page } from "./VectorRepo.ts"

const uuidBytes = 16

/** Bytes that a row takes beside its vector: the id of the chunk, and the number of its source. */
export const overheadBytes = uuidBytes + 4

const hex = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")

const uuidOf = (bytes: Uint8Array): string => hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/u, "$1-$2-$3-$4-")

/** A part of what was read, and where it begins among all rows. */
interface Part extends VectorBlock {
  readonly first: number
  readonly ids: Uint8Array
}

const shared = (...parts: ReadonlyArray<Uint8Array>): SharedArrayBuffer => {
  const buffer = new SharedArrayBuffer(parts.reduce((sum, { byteLength }) => sum + byteLength, 0))
  const bytes = new Uint8Array(buffer)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.byteLength
  }
  return buffer
}

/** The last id there is: what comes after it is of a later generation. */
export const lastOfAll = "ffffffff-ffff-ffff-ffff-ffffffffffff"

/**
 * The vectors of one library by one model, in memory. Rows are numbered as they come and keep their numbers. What is
 * removed from the library stays until it is noticed: whoever uses the rows asks the database whether they are there.
 */
export class LibraryVectors {
  readonly form: ScanRequest["form"]
  readonly dimensions: number
  /** All vectors up to here are in memory. */
  after = { generation: 0, id: "00000000-0000-0000-0000-000000000000" }
  rows = 0
  private readonly parts: Array<Part> = []
  /** By their numbers; 0 is nobody's. */
  private readonly owners: Array<string | null> = [null]
  private readonly sources: Array<string> = [""]
  private readonly numbers = new Map<string, number>()

  constructor(form: ScanRequest["form"], dimensions: number) {
    this.form = form
    this.dimensions = dimensions
  }

  get bytes(): number {
    return this.rows * (rowBytes(this.form, this.dimensions) + overheadBytes)
  }

  get blocks(): ReadonlyArray<VectorBlock> {
    return this.parts.map(({ rows, sources, vectors }) => ({ rows, sources, vectors }))
  }

  /** Takes what came next. Small pages join the last part, as long as that is not full. */
  add(page: Page, fullRows: number): void {
    for (const [source, owner] of Object.entries(page.owners)) this.owners[this.numberOf(source)] = owner
    const numbers = new Uint32Array(page.rows)
    for (let row = 0; row < page.rows; row++) {
      const key = uuidOf(page.sources.subarray(row * uuidBytes, (row + 1) * uuidBytes))
      numbers[row] = this.numberOf(key)
    }
    const added = { vectors: page.vectors, ids: page.ids, sources: new Uint8Array(numbers.buffer) }
    const last = this.parts.at(-1)
    if (last !== undefined && last.rows + page.rows <= fullRows) {
      this.parts[this.parts.length - 1] = {
        first: last.first,
        rows: last.rows + page.rows,
        vectors: shared(new Uint8Array(last.vectors), added.vectors),
        sources: shared(new Uint8Array(last.sources), added.sources),
        ids: Buffer.concat([last.ids, added.ids])
      }
    } else {
      const { ids, sources, vectors } = added
      this.parts.push({ first: this.rows, rows: page.rows, ids, vectors: shared(vectors), sources: shared(sources) })
    }
    this.rows += page.rows
    this.after = { generation: page.generation, id: page.lastId }
  }

  /** 1 for each source that the reader may read and that is asked for, by its number. */
  allowed(readerId: string, sourceIds: ReadonlyArray<string> | undefined): Uint8Array {
    const mayRead = (number: number) => {
      const owner = this.owners[number]
      return owner === null || owner === readerId
    }
    const allowed = new Uint8Array(this.sources.length)
    if (sourceIds === undefined) {
      for (let number = 1; number < allowed.length; number++) allowed[number] = mayRead(number) ? 1 : 0
      return allowed
    }
    for (const id of sourceIds) {
      const number = this.numbers.get(id.toLowerCase())
      if (number !== undefined && mayRead(number)) allowed[number] = 1
    }
    return allowed
  }

  /** The chunk of a row. */
  chunkOf(row: number): string {
    const part = this.partOf(row)
    if (part === undefined) return ""
    const at = (row - part.first) * uuidBytes
    return uuidOf(part.ids.subarray(at, at + uuidBytes))
  }

  /** Rows whose chunks are gone count no more. */
  forget(rows: Iterable<number>): void {
    for (const row of rows) {
      const part = this.partOf(row)
      if (part !== undefined) new Uint32Array(part.sources)[row - part.first] = 0
    }
  }

  private partOf(row: number): Part | undefined {
    return this.parts.findLast(({ first }) => first <= row)
  }

  private numberOf(source: string): number {
    const known = this.numbers.get(source)
    if (known !== undefined) return known
    const number = this.sources.push(source) - 1
    this.numbers.set(source, number)
    this.owners.push(source)
    return number
  }
}
