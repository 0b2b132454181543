import { Effect, Schema } from "effect"
import { Argument, Command } from "effect/cli"
import { QueueView, WorkControl, WorkName } from "#contract/operations/Queue.ts"
import { jsonFlag } from "../Flags.ts"
import { Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"
import { printTable } from "../output/Table.ts"
import { duration } from "../output/Units.ts"

const columns = [
  { name: "queue" },
  { name: "ready", isNumber: true },
  { name: "waiting", isNumber: true },
  { name: "running", isNumber: true },
  { name: "failed", isNumber: true },
  { name: "oldest ready", isNumber: true },
  { name: "state" }
]

const rowOf = (queue: QueueView) => [
  queue.queue,
  `${queue.ready}`,
  `${queue.waiting}`,
  `${queue.running}`,
  `${queue.failed}`,
  queue.oldestReadySeconds === null ? "-" : duration(queue.oldestReadySeconds),
  queue.paused ? "paused" : "open"
]

const name = Argument.String("name").pipe(Argument.withSchema(WorkName), Argument.withDescription("The queue's name"))

const tellControl = Effect.fnUntraced(function* (control: WorkControl, json: boolean) {
  const screen = yield* Screen
  yield* json
    ? screen.json(WorkControl, control)
    : screen.line(`The ${control.scope} ${control.name} is ${control.paused ? "paused: what runs goes on" : "open"}`)
})

const pause = Command.make(
  "pause",
  { name, json: jsonFlag },
  Effect.fnUntraced(function* ({ json, name }) {
    const { call } = yield* Library
    yield* tellControl(yield* call((api) => api.operations.pauseQueue({ params: { name } })), json)
  })
).pipe(Command.withDescription("Start nothing of a queue any more"))

const resume = Command.make(
  "resume",
  { name, json: jsonFlag },
  Effect.fnUntraced(function* ({ json, name }) {
    const { call } = yield* Library
    yield* tellControl(yield* call((api) => api.operations.resumeQueue({ params: { name } })), json)
  })
).pipe(Command.withDescription("Let a queue go on"))

export const queues = Command.make(
  "queues",
  { json: jsonFlag },
  Effect.fnUntraced(function* ({ json }) {
    const { call } = yield* Library
    const screen = yield* Screen
    const { items } = yield* call((api) => api.operations.queues())
    yield* json ? screen.json(Schema.Array(QueueView), items) : printTable(columns, items.map(rowOf))
  })
).pipe(
  Command.withDescription("Every queue: what is ready, waits, runs and failed (for operators)"),
  Command.withSubcommands([pause, resume])
)
