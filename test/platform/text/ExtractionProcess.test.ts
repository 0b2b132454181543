import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { makeExtractionCommand } from "../../../src/platform/text/ExtractionCommand.ts"
import { TextExtraction } from "../../../src/platform/text/TextExtraction.ts"

const limits = {
  maxBytes: 1_000_000,
  maxCharacters: 1_000_000,
  maxPages: 400,
  timeoutMillis: 20_000,
  memoryMegabytes: 256
}

const extract = Effect.flatMap(TextExtraction, (service) =>
  service.extract(Stream.make(new TextEncoder().encode("text")), "txt")
)

describe("the reading process", () => {
  layer(NodeServices.layer, { excludeTestServices: true })((it) => {
    it.effect.each([
      ["reads a text", "text"],
      ["draws a page", "picture"]
    ] as const)("that %s may not read other files, write, start programs, or see the environment", ([, purpose]) =>
      Effect.gen(function* () {
        const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
        const command = makeExtractionCommand(limits, purpose)("pdf")
        const flags = command.args.slice(
          0,
          command.args.findIndex((word) => String(word).endsWith("ExtractionProcess.ts"))
        )
        const probe = `const fs = require("node:fs")
          const tries = [() => fs.readFileSync("package.json"), () => fs.writeFileSync("probe", ""),
            () => require("node:child_process").execSync("true"), () => new Function("1")]
          const attempt = (run) => { try { run(); return "done" } catch (error) { return error.code ?? error.name } }
          for (const run of tries) console.log(attempt(run))
          console.log(Object.keys(process.env).length)`
        const lines = yield* spawner.lines(
          ChildProcess.make(command.command, [...flags, "--eval", probe], command.options)
        )
        assert.deepStrictEqual(lines, ["ERR_ACCESS_DENIED", "ERR_ACCESS_DENIED", "ERR_ACCESS_DENIED", "EvalError", "0"])
      })
    )
  })
})

describe("a reading process that fails", () => {
  /** Starts Node with these words instead of the reader. */
  const instead = (...words: ReadonlyArray<string>) =>
    TextExtraction.layerNoDeps(limits, 1).pipe(
      Layer.provide(
        Layer.effect(
          ChildProcessSpawner.ChildProcessSpawner,
          Effect.map(ChildProcessSpawner.ChildProcessSpawner, ({ spawn }) =>
            ChildProcessSpawner.make(() => spawn(ChildProcess.make(process.execPath, words)))
          )
        )
      ),
      Layer.provide(NodeServices.layer)
    )

  it.effect.each([
    ["that leaves without a word", "process.stdin.resume().on('end', () => process.exit(3))", "exit 3"],
    ["that is killed", "process.kill(process.pid, 'SIGKILL')", "SIGKILL"],
    ["that talks nonsense", "console.log('hello')", "NdjsonError"],
    ["that says what nobody agreed on", 'console.log(\'{"_tag":"root"}\')', "SchemaError"],
    ["that dies with its reason on its lips", "throw new Error('no disk')", "no disk"]
  ] as const)("%s may be tried again", ([, script, hint]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(extract)
      assert.deepInclude(error, { reason: "crashed", code: "EXTRACTION_CRASHED", permanent: false })
      assert.include(error.detail, hint)
    }).pipe(Effect.provide(instead("-e", script)))
  )

  it.effect("whose heap overflows was given too much", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(extract)
      assert.deepInclude(error, { reason: "out_of_memory", permanent: true })
    }).pipe(Effect.provide(instead("--max-old-space-size=8", "-e", "for (const a = [];;) a.push([a.length])")))
  )
})
