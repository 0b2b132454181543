import { createHash } from "node:crypto"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { Context, Effect, Stream } from "effect"

/** What only the adapter's own test can see: what unfinished uploads left behind. */
export class Leftovers extends Context.Service<Leftovers, Effect.Effect<ReadonlyArray<string>>>()(
  "luminalib/test/Leftovers"
) {}

/** `size` bytes in uneven chunks of about 64 KiB, each different; of another seed they are others. */
export const bytesOf = (size: number, seed = 1): Stream.Stream<Uint8Array> => {
  const block = Buffer.alloc(65_537, createHash("sha512").update(String(seed)).digest())
  return Stream.range(1, Math.ceil(size / block.length)).pipe(
    Stream.rechunk(1),
    Stream.map((nth) => {
      const chunk = Buffer.from(block.subarray(0, Math.min(block.length, size - (nth - 1) * block.length)))
      chunk[0] = nth
      return chunk
    })
  )
}

/** All bytes of a stream. */
export const gather = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) =>
  Effect.map(Stream.runCollect(bytes), (chunks) => Buffer.concat(chunks))

setFlagsFromString("--expose-gc")
const collectGarbage: unknown = runInNewContext("gc")

/** Bytes that something still holds, in this thread, outside the heap too. */
export const memoryInUse = () => {
  if (typeof collectGarbage !== "function") throw new Error("no garbage collector")
  // The first run finds the dead buffers, the second gives their memory back.
  collectGarbage()
  collectGarbage()
  const { external, heapUsed } = process.memoryUsage()
  return external + heapUsed
}

/** Which reason an effect fails with. */
export const reasonOf = <A, E extends { readonly reason: { readonly _tag: string } }, R>(
  effect: Effect.Effect<A, E, R>
) => Effect.map(Effect.flip(effect), (error) => error.reason._tag)
