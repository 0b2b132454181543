import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { env } from "node:process"
import { wrongs } from "./campaign/Findings.ts"
import { scenarios } from "./campaign/Scenarios.ts"

// The whole campaign: `npm run test:faults`, or a part of it: `npm run test:faults -- -t Redis`. FAULT_SIZE=quick makes
// every scenario a matter of seconds, FAULT_SEED repeats one.
const size = env["FAULT_SIZE"] === "quick" ? "quick" : "full"

describe("no job is lost, doubled or made up", () => {
  for (const scenario of scenarios) {
    it.live(
      scenario.name,
      ({ task }) =>
        Effect.gen(function* () {
          const findings = yield* scenario.run(size)
          task.meta.faults = findings
          assert.deepStrictEqual(wrongs(findings), [], `FAULT_SEED=${findings.seed}`)
        }),
      { timeout: 900_000 }
    )
  }
})
