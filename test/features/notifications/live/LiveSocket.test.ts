import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import { makeLiveSocket, send } from "#features/notifications/live/LiveSocket.ts"
import { messageRate } from "#features/notifications/live/MessageRate.ts"
import { topicsOf } from "#features/notifications/live/Topics.ts"
import { textFrame } from "#features/notifications/live/Wire.ts"

/** A connection whose other side reads nothing. */
const stuck = () => {
  let queued = 0
  const wire = {
    write: (frames: ReadonlyArray<Uint8Array>) => frames.forEach(({ length }) => (queued += length)),
    queuedBytes: () => queued,
    receivedBytes: () => 0,
    closed: Effect.never,
    cut: () => {}
  }
  return makeLiveSocket(wire, 0, 0)
}

describe("what waits for a socket", () => {
  it.effect("is never more than half a megabyte: then it ends, and nothing more is said to it", () =>
    Effect.gen(function* () {
      const socket = stuck()
      const frame = textFrame("x".repeat(100_000))
      send(socket, [frame, frame])
      send(socket, [frame, frame, frame, frame, frame])
      assert.strictEqual(socket.wire.queuedBytes(), 5 * frame.length)
      assert.strictEqual(yield* Deferred.await(socket.ending), "slow")
      send(socket, [textFrame("one more")])
      assert.strictEqual(socket.wire.queuedBytes(), 5 * frame.length)
    })
  )
})

describe("a text", () => {
  it("is framed by its length in bytes", () => {
    const headOf = (text: string) => [...textFrame(text).subarray(0, 4)]
    assert.deepStrictEqual([...textFrame("é")], [0x81, 2, 0xc3, 0xa9])
    assert.deepStrictEqual(headOf("x".repeat(125)), [0x81, 125, 120, 120])
    assert.deepStrictEqual(headOf("x".repeat(126)), [0x81, 126, 0, 126])
    assert.deepStrictEqual(headOf("é".repeat(40_000)), [0x81, 127, 0, 0])
    assert.strictEqual(textFrame("x".repeat(65_536)).length, 65_546)
  })
})

describe("a socket's messages", () => {
  it("are so many a second, and three times as many at once", () => {
    const may = messageRate(20)
    const taken = (count: number, at: number) => Array.from({ length: count }, () => may(at)).filter(Boolean).length
    assert.strictEqual(taken(100, 1_000_000), 60)
    assert.strictEqual(taken(100, 1_000_500), 10)
    assert.strictEqual(taken(100, 1_100_000), 60)
  })
})

describe("topics", () => {
  it("name all events, those of a subject, or one kind, and nothing else", () => {
    const told = (names: ReadonlyArray<string>) =>
      ["book.created", "loan.borrowed", "job.failed"].filter((type) => topicsOf(names)?.(type))
    assert.deepStrictEqual(told(["*"]), ["book.created", "loan.borrowed", "job.failed"])
    assert.deepStrictEqual(told(["job.*", "book.created"]), ["book.created", "job.failed"])
    assert.deepStrictEqual(told([]), [])
    for (const name of ["tenant:other:jobs", "job", "job.", "job.**", ".*", ""])
      assert.isUndefined(topicsOf(["job.*", name]), name)
  })
})
