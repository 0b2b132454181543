import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { HoldId, LoanId } from "#contract/circulation/Ids.ts"
import { Holds } from "#features/circulation/Holds.ts"
import { Loans } from "#features/circulation/Loans.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { daysPass, layerUnheard, type Library, newLibrary, refusal } from "./CirculationServices.ts"
import * as Model from "./Model.ts"

const readers = 3
const books = 2
const atOnce = 20

/** The more often an act stands here, the more often it is done. */
const acts: ReadonlyArray<Model.Step["act"]> = [
  ...(["borrow", "borrow", "borrow", "take back", "take back", "take back", "return"] as const),
  ...(["hold", "hold", "hold", "hold", "renew", "renew", "suspend", "resume", "cancel", "wait", "wait"] as const)
]
const below = (amount: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: amount - 1 }))
/** Three times of four it is the first book. */
const Drawn = Schema.Struct({ act: below(acts.length), reader: below(readers), book: below(4) })
const stepOf = ({ act, book, reader }: typeof Drawn.Type): Model.Step => ({
  act: acts[act] ?? "wait",
  reader,
  book: book === 3 ? 1 : 0
})
const Sequence = Schema.Array(Drawn).check(Schema.isMinLength(3), Schema.isMaxLength(10))
const Sequences = Schema.Array(Sequence).check(Schema.isMinLength(atOnce), Schema.isMaxLength(atOnce))

/** A library, and the loans and holds that were given out there, by reader and book. */
interface Played {
  readonly library: Library
  readonly loans: Map<string, LoanId>
  readonly holds: Map<string, HoldId>
}

/** What the library answers to a step. */
const ask = Effect.fnUntraced(function* (
  { holds: held, library, loans: lent }: Played,
  { act, book: number, reader: who }: Model.Step
) {
  const loans = yield* Loans
  const holds = yield* Holds
  const [reader, book] = [library.reader(who), library.book(number)]
  const of = `${who} ${number}`
  const [loan, hold] = [lent.get(of), held.get(of)]
  switch (act) {
    case "borrow":
      return yield* refusal(Effect.map(loans.borrow(reader, book, {}), ({ id }) => lent.set(of, id)))
    case "return":
      return yield* refusal(loans.giveBack(reader, book))
    case "take back":
      return yield* refusal(loans.giveBack(library.librarian, book))
    case "renew":
      return loan === undefined ? "LoanReturned" : yield* refusal(loans.renew(reader, loan))
    case "hold":
      return yield* refusal(Effect.map(holds.place(reader, book, {}), ({ id }) => held.set(of, id)))
    case "suspend":
    case "resume":
      return hold === undefined ? "HoldClosed" : yield* refusal(holds[act](reader, hold))
    case "cancel":
      // What was cancelled may be cancelled again, which the model does not know of.
      held.delete(of)
      return hold === undefined ? "HoldClosed" : yield* refusal(holds.cancel(reader, hold))
    case "wait":
      return "done"
  }
})

/** How things stand in the database, in the words of the model. */
const found = Effect.fnUntraced(function* (library: Library) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly line: string }>`
    WITH shelf AS (SELECT book, (place - 1)::text AS name
        FROM unnest(${library.books}::uuid[]) WITH ORDINALITY b (book, place)),
      people AS (SELECT reader, (place - 1)::text AS name
        FROM unnest(${library.readers.map(({ id }) => id)}::uuid[]) WITH ORDINALITY r (reader, place))
    SELECT line FROM (
      SELECT shelf.name AS book, NULL::timestamptz AS placed, shelf.name || ': lent to ' || people.name || ', '
        || floor(extract(epoch FROM due_at - now()) / 86400) || ' days, ' || renewals || ' times' AS line
      FROM loans JOIN shelf ON book = book_id JOIN people ON reader = user_id
      WHERE organization_id = ${library.organizationId} AND returned_at IS NULL
      UNION ALL
      SELECT shelf.name, placed_at, shelf.name || ': ' || people.name || ' '
        || CASE WHEN suspended_at IS NULL THEN status ELSE 'suspended' END
        || coalesce(' ' || floor(extract(epoch FROM expires_at - now()) / 86400) || ' days', '')
      FROM holds JOIN shelf ON book = book_id JOIN people ON reader = user_id
      WHERE organization_id = ${library.organizationId} AND closed_at IS NULL
    ) lines ORDER BY book, placed NULLS FIRST`
  return rows.map(({ line }) => line)
})

/** Plays a sequence in a library of its own. `tended`: queues move when time goes by, not only when somebody comes. */
const play = Effect.fnUntraced(function* (steps: ReadonlyArray<Model.Step>, tended: boolean) {
  const library = yield* newLibrary({ readers, books, policy: Model.policy })
  const played: Played = { library, loans: new Map(), holds: new Map() }
  let world = Model.opened(books)
  const said: Array<string> = []
  for (const step of steps) {
    if (step.act === "wait") {
      const days = step.reader + 1
      yield* daysPass(library, days)
      if (tended) yield* Holds.use(({ moveOn }) => moveOn)
      world = Model.wait(world, days, tended)
      said.push(`${days} days go by`)
      continue
    }
    const [expected, after] = Model.step(world, step)
    const answer = yield* ask(played, step)
    said.push(`${step.act} reader ${step.reader} book ${step.book}: ${answer}`)
    assert.strictEqual(answer, expected, said.join("\n"))
    world = after ?? world
  }
  assert.deepStrictEqual(yield* found(library), Model.described(world), said.join("\n"))
  return said.length
})

/** The library against the model, in `rounds` times twenty libraries. */
export const sequencesSuite = (
  where: string,
  database: Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>,
  rounds: number
) =>
  layer(layerUnheard(database), { excludeTestServices: true, timeout: "60 seconds" })(
    `whatever readers do, ${where}`,
    (it) => {
      it.effect.prop(
        "books, loans and queues stand as a simple model says",
        { sequences: Sequences, tended: Schema.Boolean },
        ({ sequences, tended }) =>
          Effect.forEach(sequences, (drawn) => play(drawn.map(stepOf), tended), { concurrency: 8, discard: true }),
        { arbitrary: { runs: rounds }, timeout: 60_000 + rounds * 10_000 }
      )
    }
  )
