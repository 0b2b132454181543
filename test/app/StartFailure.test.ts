import { assert, describe, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect } from "effect"
import { HttpServerError } from "effect/http"
import { inOneLine } from "#app/StartFailure.ts"

describe("a start that fails", () => {
  it("says that the port is taken as the operating system does", () => {
    const cause = new Error("listen EADDRINUSE: address already in use 127.0.0.1:8000")
    assert.strictEqual(
      inOneLine(new HttpServerError.ServeError({ cause })),
      `The server cannot listen: ${cause.message}`
    )
  })

  it.effect("names the setting that is wrong, and repeats no value", () =>
    Effect.gen(function* () {
      const env = ConfigProvider.fromEnv({ env: { PORT: "hunter2" } })
      const line = inOneLine(yield* Effect.flip(Config.Int("PORT").parse(env)))
      assert.match(line, /^A setting is missing or wrong: PORT: /)
      assert.notInclude(line, "hunter2")
      assert.notInclude(line, "\n")
    })
  )
})
