import { Effect, Layer } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { remember } from "#features/idempotency/Remember.ts"
import { HoldLists } from "./HoldLists.ts"
import { Holds } from "./Holds.ts"
import { LoanLists } from "./LoanLists.ts"
import { Loans } from "./Loans.ts"

const layerLoans = HttpApiBuilder.group(
  Api,
  "loans",
  Effect.fnUntraced(function* (handlers) {
    const loans = yield* Loans
    const lists = yield* LoanLists
    return handlers.handleAll({
      borrow: ({ params, payload }) => CurrentUser.use((by) => loans.borrow(by, params.id, payload, remember)),
      giveBack: ({ params }) => CurrentUser.use((by) => loans.giveBack(by, params.id)),
      availability: ({ params }) => CurrentUser.use((by) => lists.availability(by, params.id)),
      renew: ({ params }) => CurrentUser.use((by) => loans.renew(by, params.id, remember)),
      list: ({ query }) => CurrentUser.use((by) => lists.current(by, query)),
      history: ({ query }) => CurrentUser.use((by) => lists.history(by, query)),
      all: ({ query }) => CurrentUser.use(({ organizationId }) => lists.all(organizationId, query)),
      overdue: ({ query }) => CurrentUser.use(({ organizationId }) => lists.overdue(organizationId, query))
    })
  })
)

const layerHolds = HttpApiBuilder.group(
  Api,
  "holds",
  Effect.fnUntraced(function* (handlers) {
    const holds = yield* Holds
    const lists = yield* HoldLists
    return handlers.handleAll({
      place: ({ params, payload }) => CurrentUser.use((by) => holds.place(by, params.id, payload, remember)),
      ofBook: ({ params, query }) =>
        CurrentUser.use(({ organizationId }) => lists.ofBook(organizationId, params.id, query)),
      list: ({ query }) => CurrentUser.use((by) => lists.mine(by, query)),
      cancel: ({ params }) => CurrentUser.use((by) => holds.cancel(by, params.id)),
      suspend: ({ params }) => CurrentUser.use((by) => holds.suspend(by, params.id)),
      resume: ({ params }) => CurrentUser.use((by) => holds.resume(by, params.id))
    })
  })
)

/** The calls of `loans` and `holds`. */
export const layer = Layer.mergeAll(layerLoans, layerHolds)
