import { DateTime, Effect, Layer } from "effect"
import { pid } from "node:process"
import { request } from "#jobs/Job.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { Tick } from "./FaultJobs.ts"
import { layerPlatform, runProcess } from "./FaultPlatform.ts"

/** A tick a second, whatever happens. */
const everySecond = Timetable.entry({
  name: "campaign.tick",
  cron: "* * * * * *",
  missed: "all",
  request: (tick) => request(Tick, { tick: DateTime.formatIso(tick), process: pid }, { organizationId: null })
})

const said = Layer.effectDiscard(Effect.logInfo("scheduler ready", { process: pid }))

// A scheduler of a campaign: several of them share one timetable.
runProcess(Layer.mergeAll(Timetable.layer([everySecond]), said).pipe(Layer.provide(layerPlatform)))
