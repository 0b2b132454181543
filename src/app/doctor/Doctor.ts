import { Effect, References, Schema } from "effect"
import { CommandFailed } from "#client/cli/CommandFailed.ts"
import { Screen, type Style } from "#client/cli/output/Screen.ts"
import { database } from "./DatabaseChecks.ts"
import { Finding } from "./Finding.ts"
import { folders, node } from "./MachineChecks.ts"
import { profile } from "./Profile.ts"
import { model, redis, secret, storage, traces } from "./ServiceChecks.ts"

const styles: Record<Finding["state"], Style> = { ok: "green", warn: "yellow", fail: "red" }

/** Everything this installation stands on, as its own configuration names it: asked at once, told in a fixed order. */
const findings = Effect.gen(function* () {
  const chosen = yield* profile
  const checks = [
    node,
    folders(chosen),
    database(chosen),
    redis(chosen),
    storage(chosen),
    model,
    secret(chosen),
    traces
  ]
  return (yield* Effect.all(checks, { concurrency: "unbounded" })).flat()
}).pipe(Effect.provideService(References.MinimumLogLevel, "None"))

const Report = Schema.Struct({ ok: Schema.Boolean, findings: Schema.Array(Finding) })

const tell = Effect.fnUntraced(function* (all: ReadonlyArray<Finding>) {
  const { line, paint } = yield* Screen
  for (const { detail, name, remedy, state } of all) {
    yield* line(`${paint(styles[state], state.padEnd(4))}  ${name.padEnd(12)}  ${detail}`)
    if (remedy !== undefined) yield* line(`${" ".repeat(20)}→ ${remedy}`)
  }
})

/** Examines everything, says of each thing how it is and what to do about it, and fails where something does not work. */
export const examineAll = Effect.fnUntraced(function* (json: boolean) {
  const all = yield* findings
  const failed = all.filter(({ state }) => state === "fail").length
  const report = { ok: failed === 0, findings: all }
  yield* json ? Screen.use((screen) => screen.json(Report, report)) : tell(all)
  if (failed > 0) {
    const things = failed === 1 ? "1 thing does not work" : `${failed} things do not work`
    return yield* new CommandFailed({ code: "NOT_WELL", text: things })
  }
}, Effect.provide(Screen.layer))
