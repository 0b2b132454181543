import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Extractive } from "#platform/extractive/Extractive.ts"
import { summarise } from "#platform/extractive/ExtractiveSummary.ts"
import { book, essay } from "./Texts.ts"

const stubborn = new URL("./StubbornWorker.ts", import.meta.url)
const options = { maxWords: 50 }

describe("Extractive", () => {
  it.live("gives on its thread what it gives inline, to many callers at once", () =>
    Effect.gen(function* () {
      const extractive = yield* Extractive
      const texts = Array.from({ length: 15 }, (_, at) => `${essay}\nThe ferry to island number ${at} was late.`)
      const summaries = yield* Effect.forEach(texts, (text) => extractive.summarise(text, options), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(
        summaries,
        texts.map((text) => summarise(text, options))
      )
    }).pipe(Effect.provide(Extractive.layer))
  )

  it.live("hears on its thread what many agree on and how a text sounds", () =>
    Effect.gen(function* () {
      const extractive = yield* Extractive
      const inline = yield* Effect.provide(Extractive, Extractive.layerInline)
      const statements = ["The plot is thin.", "A thin plot, I fear.", "Good paper."].map((text) => ({
        text,
        weight: 1
      }))
      assert.strictEqual(
        yield* extractive.agree(statements, { maxWords: 10 }),
        yield* inline.agree(statements, { maxWords: 10 })
      )
      const felt = yield* extractive.feel("I loved it.")
      assert.isAbove(felt.score, 0.3)
      assert.deepStrictEqual(felt, yield* inline.feel("I loved it."))
    }).pipe(Effect.provide(Extractive.layer))
  )

  it.live("leaves the server's thread free while it reads a book", () =>
    Effect.gen(function* () {
      const extractive = yield* Extractive
      yield* extractive.summarise(essay, options)
      let ticks = 0
      const ticking = setInterval(() => ticks++, 5)
      yield* extractive.summarise(book(30), options)
      clearInterval(ticking)
      assert.isAbove(ticks, 5)
    }).pipe(Effect.provide(Extractive.layerThread({ timeoutSeconds: 60 })))
  )

  it.live("ends a text that takes too long and reads the next one on a new thread", () =>
    Effect.gen(function* () {
      const extractive = yield* Extractive
      const error = yield* Effect.flip(extractive.summarise("hang", options))
      assert.strictEqual(error.reason._tag, "ThreadTimeout")
      assert.strictEqual((yield* extractive.summarise("fine", options)).text, "fine")
    }).pipe(Effect.provide(Extractive.layerThread({ timeoutSeconds: 1, entry: stubborn })))
  )

  it.live("survives the death of its thread", () =>
    Effect.gen(function* () {
      const extractive = yield* Extractive
      for (const text of ["exit", "throw", "die"]) {
        const error = yield* Effect.flip(extractive.summarise(text, options))
        assert.strictEqual(error.reason._tag, "ThreadCrashed")
        assert.strictEqual((yield* extractive.summarise("fine", options)).text, "fine")
      }
    }).pipe(Effect.provide(Extractive.layerThread({ timeoutSeconds: 20, entry: stubborn })))
  )

  it.live("ends the work of a caller who gave up, and serves those who waited behind", () =>
    Effect.gen(function* () {
      const extractive = yield* Extractive
      yield* extractive.summarise("fine", options)
      const stuck = yield* Effect.forkChild(extractive.summarise("hang", options), { startImmediately: true })
      const waiting = yield* Effect.forkChild(extractive.summarise("fine", options), { startImmediately: true })
      const impatient = yield* Effect.forkChild(extractive.summarise("hang", options), { startImmediately: true })
      yield* Fiber.interrupt(impatient)
      yield* Fiber.interrupt(stuck)
      assert.strictEqual((yield* Fiber.join(waiting)).text, "fine")
    }).pipe(Effect.provide(Extractive.layerThread({ timeoutSeconds: 20, entry: stubborn })))
  )

  it.effect("does without a thread in tests", () =>
    Effect.gen(function* () {
      const extractive = yield* Extractive
      assert.deepStrictEqual(yield* extractive.summarise(essay, options), summarise(essay, options))
    }).pipe(Effect.provide(Extractive.layerInline))
  )
})
