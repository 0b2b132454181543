import { Effect, Option, Schema } from "effect"
import { Command, Flag } from "effect/cli"
import { DeadLetterReceipt, maxDeadLetters } from "#contract/operations/DeadLetters.ts"
import { jsonFlag } from "../Flags.ts"
import { Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"

const flags = {
  kind: Flag.String("kind").pipe(
    Flag.withDescription("Only of this kind, e.g. intelligence.summarize-book"),
    Flag.optional
  ),
  queue: Flag.String("queue").pipe(Flag.withDescription("Only of this queue"), Flag.optional),
  organization: Flag.String("organization").pipe(
    Flag.withDescription("Only of the library with this id"),
    Flag.optional
  ),
  code: Flag.String("code").pipe(Flag.withDescription("Only those that failed so, e.g. LLM_DOWN"), Flag.optional),
  rate: Flag.Finite("rate").pipe(
    Flag.withDescription("So many a second become due; without it all at once"),
    Flag.optional
  ),
  limit: Flag.Int("limit").pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: maxDeadLetters }))),
    Flag.withDescription(`How many at most, those that failed first; up to ${maxDeadLetters}`),
    Flag.withDefault(1000)
  ),
  json: jsonFlag
}

interface Wish {
  readonly kind: Option.Option<string>
  readonly queue: Option.Option<string>
  readonly organization: Option.Option<string>
  readonly code: Option.Option<string>
  readonly rate: Option.Option<number>
  readonly limit: number
}

const orderOf = ({ code, kind, limit, organization, queue, rate }: Wish) => ({
  filter: {
    ...Option.match(kind, { onNone: () => ({}), onSome: (kind) => ({ kind }) }),
    ...Option.match(queue, { onNone: () => ({}), onSome: (queue) => ({ queue }) }),
    ...Option.match(organization, { onNone: () => ({}), onSome: (organizationId) => ({ organizationId }) }),
    ...Option.match(code, { onNone: () => ({}), onSome: (code) => ({ code }) })
  },
  limit,
  ...Option.match(rate, { onNone: () => ({}), onSome: (ratePerSecond) => ({ ratePerSecond }) })
})

const tell = Effect.fnUntraced(function* (receipt: DeadLetterReceipt, json: boolean, done: string) {
  const screen = yield* Screen
  if (json) return yield* screen.json(DeadLetterReceipt, receipt)
  yield* screen.note(receipt.count === 1 ? `1 dead letter ${done}` : `${receipt.count} dead letters ${done}`)
  if (receipt.ids.length > 0) yield* screen.line(receipt.ids.join("\n"))
})

const replay = Command.make(
  "replay",
  flags,
  Effect.fnUntraced(function* ({ json, ...wish }) {
    const { call } = yield* Library
    const receipt = yield* call((api) => api.operations.replayJobs({ payload: orderOf(wish) }))
    yield* tell(receipt, json, "repeated as new jobs")
  })
).pipe(
  Command.withDescription(
    "Repeat dead letters as new jobs; those repeated already, and not failed again, are left out"
  ),
  Command.withExamples([
    { command: "luminalib dead-letters replay --code LLM_DOWN --rate 5", description: "After the model came back" }
  ])
)

const retry = Command.make(
  "retry",
  flags,
  Effect.fnUntraced(function* ({ json, ...wish }) {
    const { call } = yield* Library
    const receipt = yield* call((api) => api.operations.retryJobs({ payload: orderOf(wish) }))
    yield* tell(receipt, json, "to be tried again")
  })
).pipe(Command.withDescription("Try dead letters again as the same jobs, with all their attempts"))

export const deadLetters = Command.make("dead-letters").pipe(
  Command.withDescription("Jobs that failed for good, of all libraries (for operators)"),
  Command.withSubcommands([replay, retry])
)
