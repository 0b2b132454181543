import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Layer } from "effect"
import { Digest } from "effect/crypto"
import process from "node:process"
import { ModelAnswers } from "#features/intelligence/ModelAnswers.ts"
import { Spending } from "#features/intelligence/Spending.ts"
import { SummaryRepo } from "#features/intelligence/SummaryRepo.ts"
import { SummaryWriter } from "#features/intelligence/SummaryWriter.ts"
import { Extractive } from "#platform/extractive/Extractive.ts"
import * as ExtractiveModel from "#platform/llm/Extractive.ts"
import { Llm } from "#platform/Llm.ts"
import { Prompts } from "#platform/Prompts.ts"

const brief = new URL("../../platform/extractive/BriefWorker.ts", import.meta.url)
const promptsDirectory = new URL("../../../prompts", import.meta.url).pathname

/** The writer over the extractive model on its thread. Nothing is kept. */
const services = SummaryWriter.layerNoDeps.pipe(
  Layer.provide(ModelAnswers.layerNoDeps),
  Layer.provide(Llm.layerNoDeps),
  Layer.provide(ExtractiveModel.layerNoDeps),
  Layer.provide([
    Extractive.layerThread({ timeoutSeconds: 60, entry: brief }),
    Layer.mock(Spending)({ paying: (_, asking) => asking }),
    Layer.mock(SummaryRepo)({ findPart: () => Effect.succeedNone, insertPart: () => Effect.void }),
    Digest.layerWebCrypto,
    Prompts.layer(promptsDirectory)
  ]),
  Layer.provide([NodeServices.layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} }))])
)

const book = (text: string) => ({
  organizationId: "a",
  fileId: "b",
  contentHash: "c".repeat(64),
  title: "The Dragon",
  author: "A. Writer",
  language: "en",
  text
})

/**
 * Milliseconds that this thread worked at most while a timer was due: how late it would be on a machine that does
 * nothing else. A clock would also count what other processes take.
 */
const latest = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    let worst = 0
    let before = process.threadCpuUsage()
    const tick = () => {
      const { system, user } = process.threadCpuUsage(before)
      worst = Math.max(worst, (system + user) / 1000)
      before = process.threadCpuUsage()
    }
    const timer = setInterval(tick, 1)
    yield* Effect.ensuring(
      effect,
      Effect.sync(() => clearInterval(timer))
    )
    tick()
    return worst
  })

/** Text of one piece in memory, as a database gives it. */
const text = (characters: number, sentence: string) =>
  new TextDecoder().decode(new TextEncoder().encode(sentence.repeat(characters / sentence.length)))

layer(services, { excludeTestServices: true })("a long text on the extractive model", (it) => {
  it.effect.each([
    ["of 5.9 million characters, read at once,", 5_900_000, "The dragon sleeps. ", 1],
    ["of 12 million characters, read in parts,", 12_000_000, "The dragon sleeps. ", 3],
    ["of 12 million characters, not all of them Latin,", 12_000_000, "The dragon sleeps.\n\n— Å ", 3]
  ] as const)("%s leaves the server's thread to others", ([, characters, sentence, parts]) =>
    Effect.gen(function* () {
      const writer = yield* SummaryWriter
      const long = book(text(characters, sentence))
      const write = Effect.map(
        writer.write(long, () => Effect.void),
        (summary) => {
          assert.include(summary.text, "The dragon sleeps.")
          assert.strictEqual(summary.parts, parts)
        }
      )
      const worst = yield* latest(write)
      assert.isBelow(worst, 40)
    })
  )
})
