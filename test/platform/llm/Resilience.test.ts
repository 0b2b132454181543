import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Latch, Ref, Stream } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { TestClock } from "effect/testing"
import { makeResilience, type ResilienceSettings } from "#platform/llm/Resilience.ts"
import { LlmBusy, LlmDown, LlmError, LlmInvalidOutput } from "#platform/LlmError.ts"

const resilience = (settings: Partial<ResilienceSettings> = {}) =>
  makeResilience("test", { timeoutSeconds: 120, maxRetries: 3, concurrency: 2, queue: 64, ...settings }).pipe(
    Effect.provide(CircuitBreaker.layerStoreMemory())
  )

const down = new LlmError({ reason: new LlmDown({ cause: "server-error", detail: "boom" }) })
const busy = (retryAfterMs: number) => new LlmError({ reason: new LlmBusy({ retryAfterMs }) })

/** A call that counts itself and fails by the list, then succeeds. */
const failing = Effect.fnUntraced(function* (...failures: ReadonlyArray<LlmError>) {
  const calls = yield* Ref.make(0)
  const call = Effect.flatMap(
    Ref.getAndUpdate(calls, (n) => n + 1),
    (n) => {
      const failure = failures[n]
      return failure === undefined ? Effect.succeed("answer") : Effect.fail(failure)
    }
  )
  return { call, calls: Ref.get(calls) }
})

describe("Calls of a language model", () => {
  it.effect("are repeated with growing waits until one succeeds, and then never again", () =>
    Effect.gen(function* () {
      const { run } = yield* resilience()
      const { call, calls } = yield* failing(down, down, down)
      const fiber = yield* Effect.forkChild(run(call))
      yield* TestClock.adjust("300 millis")
      assert.strictEqual(yield* calls, 1)
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), "answer")
      assert.strictEqual(yield* calls, 4)
    })
  )

  it.effect("fail after the last retry with what failed", () =>
    Effect.gen(function* () {
      const { run } = yield* resilience({ maxRetries: 1 })
      const { call, calls } = yield* failing(down, down, down)
      const fiber = yield* Effect.forkChild(Effect.flip(run(call)))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(fiber)).reason._tag, "LlmDown")
      assert.strictEqual(yield* calls, 2)
    })
  )

  it.effect("wait as long as the server asks, up to a minute", () =>
    Effect.gen(function* () {
      const { run } = yield* resilience()
      const { call, calls } = yield* failing(busy(60_000))
      const fiber = yield* Effect.forkChild(run(call))
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual(yield* calls, 1)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(fiber), "answer")
      const long = yield* failing(busy(61_000))
      assert.deepInclude((yield* Effect.flip(run(long.call))).reason, { retryAfterMs: 61_000 })
      assert.strictEqual(yield* long.calls, 1)
    })
  )

  it.effect("are not repeated when the answer was paid for", () =>
    Effect.gen(function* () {
      const { run } = yield* resilience()
      const { call, calls } = yield* failing(new LlmError({ reason: new LlmInvalidOutput({ detail: "empty" }) }))
      yield* Effect.flip(run(call))
      assert.strictEqual(yield* calls, 1)
    })
  )

  it.effect("end at their timeout", () =>
    Effect.gen(function* () {
      const { run } = yield* resilience()
      const fiber = yield* Effect.forkChild(Effect.flip(run(Effect.never)))
      yield* TestClock.adjust("120 seconds")
      assert.deepInclude((yield* Fiber.join(fiber)).reason, { _tag: "LlmDown", cause: "timeout" })
    })
  )

  it.effect("run no more at once than allowed, wait in a queue, and are turned away when it is full", () =>
    Effect.gen(function* () {
      const { run, runStream } = yield* resilience({ concurrency: 2, queue: 2 })
      const gate = yield* Latch.make()
      const running = yield* Ref.make(0)
      const most = yield* Ref.make(0)
      const call = Effect.gen(function* () {
        const now = yield* Ref.updateAndGet(running, (n) => n + 1)
        yield* Ref.update(most, (n) => Math.max(n, now))
        yield* gate.await
        yield* Ref.update(running, (n) => n - 1)
        return "answer"
      })
      const waiting = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(run(call)))
      const streaming = yield* Effect.forkChild(Stream.runCollect(runStream(Stream.fromEffect(call))))
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Effect.flip(run(call))).code, "LLM_BUSY")
      assert.strictEqual((yield* Effect.flip(Stream.runDrain(runStream(Stream.fromEffect(call))))).code, "LLM_BUSY")
      yield* gate.open
      assert.deepStrictEqual(yield* Fiber.joinAll(waiting), ["answer", "answer", "answer"])
      assert.deepStrictEqual(yield* Fiber.join(streaming), ["answer"])
      assert.strictEqual(yield* Ref.get(most), 2)
      assert.strictEqual(yield* run(Effect.succeed("again")), "again")
    })
  )

  it.effect("leave their place when they are interrupted in the queue", () =>
    Effect.gen(function* () {
      const { run } = yield* resilience({ concurrency: 1, queue: 1 })
      const first = yield* Effect.forkChild(run(Effect.never))
      const second = yield* Effect.forkChild(run(Effect.never))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(second)
      const third = yield* Effect.forkChild(run(Effect.succeed("answer")))
      yield* Fiber.interrupt(first)
      assert.strictEqual(yield* Fiber.join(third), "answer")
    })
  )
})

describe("The circuit of a language model", () => {
  const broken = Effect.gen(function* () {
    const { run } = yield* resilience({ maxRetries: 0 })
    for (let i = 0; i < 5; i++) yield* Effect.flip(run(Effect.fail(down)))
    return run
  })

  it.effect("opens after five failures in a row and says when to come back", () =>
    Effect.gen(function* () {
      const run = yield* broken
      const { call, calls } = yield* failing()
      const { reason } = yield* Effect.flip(run(call))
      assert.deepStrictEqual(reason, new LlmBusy({ retryAfterMs: 15_000 }))
      assert.strictEqual(yield* calls, 0)
    })
  )

  it.effect("lets one call try it when the time has come, and closes when that succeeds", () =>
    Effect.gen(function* () {
      const run = yield* broken
      yield* TestClock.adjust("15 seconds")
      const gate = yield* Latch.make()
      const probe = yield* Effect.forkChild(run(Effect.as(gate.await, "probe")))
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Effect.flip(run(Effect.succeed("second")))).code, "LLM_BUSY")
      yield* gate.open
      assert.strictEqual(yield* Fiber.join(probe), "probe")
      assert.strictEqual(yield* run(Effect.succeed("third")), "third")
    })
  )

  it.effect("stays open for longer when the try fails", () =>
    Effect.gen(function* () {
      const run = yield* broken
      yield* TestClock.adjust("15 seconds")
      yield* Effect.flip(run(Effect.fail(down)))
      yield* TestClock.adjust("15 seconds")
      const { reason } = yield* Effect.flip(run(Effect.succeed("too early")))
      assert.deepStrictEqual(reason, new LlmBusy({ retryAfterMs: 15_000 }))
    })
  )

  it.effect("is not opened by refusals, which are answers", () =>
    Effect.gen(function* () {
      const { run } = yield* resilience()
      const refused = new LlmError({ reason: new LlmInvalidOutput({ detail: "empty" }) })
      for (let i = 0; i < 10; i++) yield* Effect.flip(run(Effect.fail(refused)))
      assert.strictEqual(yield* run(Effect.succeed("answer")), "answer")
    })
  )
})
