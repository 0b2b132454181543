import { Effect, Layer } from "effect"
import { Hold } from "#contract/circulation/Hold.ts"
import { Loan } from "#contract/circulation/Loan.ts"
import { ErasureRefused } from "#contract/identity/PersonalData.ts"
import type { Keeper } from "#features/identity/PersonalData.ts"
import { asJson } from "#features/identity/PersonalJson.ts"
import { HoldsRepo } from "./HoldsRepo.ts"
import { LoanListsRepo } from "./LoanListsRepo.ts"
import { LoansRepo } from "./LoansRepo.ts"
import { Queue } from "./Queue.ts"
import * as ReadingListData from "./ReadingListData.ts"
import * as ReadingPositionData from "./ReadingPositionData.ts"
import * as ReviewData from "./ReviewData.ts"
import { Shelf } from "./Shelf.ts"

type Person = Parameters<Keeper["forget"]>[0]

const encodeLoans = asJson(Loan)
const encodeHolds = asJson(Hold)
const everything = { limit: 1_000_000, offset: 0, before: undefined }

/** What circulation keeps of people: loans, which outlive them without naming them once closed, holds, reviews, lists and places in books. */
export const keepers = Effect.gen(function* () {
  const shelf = yield* Shelf
  const queue = yield* Queue
  const loans = yield* LoansRepo
  const lists = yield* LoanListsRepo
  const holds = yield* HoldsRepo

  /** Whoever is next gets what was kept. */
  const cancelHolds = Effect.fnUntraced(function* ({ id, organizationId }: Person) {
    for (const hold of yield* holds.openBooksOf(organizationId, id)) {
      const book = { organizationId, bookId: hold.bookId }
      yield* shelf.lock(book)
      yield* holds.close({ organizationId, id: hold.id }, "cancelled")
      yield* queue.settle(book, yield* shelf.standing(book, null))
    }
  })

  const ofLoans: Keeper = {
    name: "loans",
    collect: ({ id: userId, organizationId }) =>
      lists
        .newest({ organizationId, userId }, everything)
        .pipe(Effect.flatMap(encodeLoans), Effect.catchTag("SchemaError", Effect.die)),
    forget: Effect.fnUntraced(function* ({ id, organizationId }) {
      if (yield* loans.hasOpen(organizationId, id)) return yield* new ErasureRefused({})
    })
  }
  const ofHolds: Keeper = {
    name: "holds",
    collect: ({ id: userId, organizationId }) =>
      holds
        .listOf({ organizationId, userId, status: "all" }, everything)
        .pipe(Effect.flatMap(encodeHolds), Effect.catchTag("SchemaError", Effect.die)),
    // A book with an open hold is there: a constraint says so.
    forget: (person) => Effect.catchTag(cancelHolds(person), ["SchemaError", "BookNotFound"], Effect.die)
  }
  return [ofLoans, ofHolds, yield* ReviewData.keeper, yield* ReadingListData.keeper, yield* ReadingPositionData.keeper]
}).pipe(Effect.provide(Layer.mergeAll(Shelf.layer, Queue.layer, LoansRepo.layer, LoanListsRepo.layer, HoldsRepo.layer)))
