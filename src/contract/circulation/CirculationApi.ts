import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Authorization, Forbidden, RequiredRole } from "../Authorization.ts"
import { BookId, BookNotFound } from "../catalogue/Book.ts"
import { idempotencyKey, Idempotent } from "../Idempotency.ts"
import { UserId, UserNotFound } from "../identity/User.ts"
import * as Page from "../Page.ts"
import { describeOptionalBody, OptionalBody, ReadableBody } from "../Problem.ts"
import {
  AlreadyHeld,
  BookAvailable,
  Hold,
  HoldClosed,
  HoldLimitReached,
  HoldNotFound,
  HoldStatus,
  PlaceHold
} from "./Hold.ts"
import { HoldId, LoanId } from "./Ids.ts"
import {
  AlreadyBorrowed,
  Availability,
  BookHeld,
  BookNotAvailable,
  Borrow,
  HeldByAnother,
  Loan,
  LoanLimitReached,
  LoanNotFound,
  LoanPeriodTooLong,
  LoanReturned,
  LoanStatistics,
  LoanStatus,
  NoActiveLoan,
  ReaderBlocked,
  RenewalLimitReached,
  RenewalOverdue
} from "./Loan.ts"

const bookParams = { id: BookId }
const loanParams = { id: LoanId }
const holdParams = { id: HoldId }
const paged = Page.describeQuery(Page.queryDocs)

/** Who has which book. */
export class LoansApi extends HttpApiGroup.make("loans")
  .add(
    HttpApiEndpoint.post("borrow", "/books/:id/borrow", {
      params: bookParams,
      headers: idempotencyKey,
      payload: Borrow,
      success: Loan.pipe(HttpApiSchema.status(201)),
      error: [
        Forbidden,
        BookNotFound,
        UserNotFound,
        BookNotAvailable,
        BookHeld,
        AlreadyBorrowed,
        LoanLimitReached,
        ReaderBlocked,
        LoanPeriodTooLong
      ]
    })
      .middleware(Idempotent)
      .middleware(ReadableBody)
      .annotate(OptionalBody, true)
      .annotateMerge(describeOptionalBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Borrow a book",
          description: "Due at the end of a day in the library's time zone. Fulfils the reader's own hold."
        })
      ),
    HttpApiEndpoint.post("giveBack", "/books/:id/return", {
      params: bookParams,
      success: Loan,
      error: [BookNotFound, NoActiveLoan, Forbidden]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Return a book",
        description: [
          "For its borrower and for staff. The next hold gets the copy at once. Staff who return what is back already",
          "get its last loan again."
        ].join(" ")
      })
    ),
    HttpApiEndpoint.get("availability", "/books/:id/availability", {
      params: bookParams,
      success: Availability,
      error: BookNotFound
    }).annotateMerge(OpenApi.annotations({ summary: "Whether a book can be had" })),
    HttpApiEndpoint.post("renew", "/loans/:id/renew", {
      params: loanParams,
      headers: idempotencyKey,
      success: Loan,
      error: [LoanNotFound, LoanReturned, ReaderBlocked, HeldByAnother, RenewalOverdue, RenewalLimitReached]
    })
      .middleware(Idempotent)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Renew a loan",
          description: "By the period it was lent for, counted from the day it is due. For its borrower and for staff."
        })
      ),
    HttpApiEndpoint.get("list", "/loans", {
      query: Page.query,
      success: Page.of(Loan),
      error: Page.InvalidCursor
    })
      .annotateMerge(paged)
      .annotateMerge(OpenApi.annotations({ summary: "My books at home, the first due first" })),
    HttpApiEndpoint.get("history", "/loans/history", {
      query: Page.query,
      success: Schema.Struct({ ...Page.of(Loan).fields, statistics: LoanStatistics }),
      error: Page.InvalidCursor
    })
      .annotateMerge(paged)
      .annotateMerge(OpenApi.annotations({ summary: "All my loans, the newest first, and what they come to" })),
    HttpApiEndpoint.get("all", "/loans/all", {
      query: {
        ...Page.query,
        status: Schema.optionalKey(LoanStatus),
        userId: Schema.optionalKey(UserId),
        bookId: Schema.optionalKey(BookId)
      },
      success: Page.ofLong(Loan),
      error: Page.InvalidCursor
    })
      .annotate(RequiredRole, "librarian")
      .annotateMerge(paged)
      .annotateMerge(OpenApi.annotations({ summary: "All loans of the library, the newest first" })),
    HttpApiEndpoint.get("overdue", "/loans/overdue", {
      query: Page.query,
      success: Page.ofLong(Loan),
      error: Page.InvalidCursor
    })
      .annotate(RequiredRole, "librarian")
      .annotateMerge(paged)
      .annotateMerge(OpenApi.annotations({ summary: "What is overdue, the longest first" }))
  )
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Loans", description: "Who has which book until when" })) {}

/** Who waits for which book. */
export class HoldsApi extends HttpApiGroup.make("holds")
  .add(
    HttpApiEndpoint.post("place", "/books/:id/holds", {
      params: bookParams,
      headers: idempotencyKey,
      payload: PlaceHold,
      success: Hold.pipe(HttpApiSchema.status(201)),
      error: [
        Forbidden,
        BookNotFound,
        UserNotFound,
        AlreadyHeld,
        AlreadyBorrowed,
        BookAvailable,
        HoldLimitReached,
        ReaderBlocked
      ]
    })
      .middleware(Idempotent)
      .middleware(ReadableBody)
      .annotate(OptionalBody, true)
      .annotateMerge(describeOptionalBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Wait for a book",
          description: "In a fair queue. Of a book that can be borrowed at once there is nothing to wait for: 409."
        })
      ),
    HttpApiEndpoint.get("ofBook", "/books/:id/holds", {
      params: bookParams,
      query: Page.query,
      success: Page.of(Hold),
      error: [BookNotFound, Page.InvalidCursor]
    })
      .annotate(RequiredRole, "librarian")
      .annotateMerge(paged)
      .annotateMerge(OpenApi.annotations({ summary: "The queue for a book, in its order" })),
    HttpApiEndpoint.get("list", "/holds", {
      query: { ...Page.query, status: Schema.optionalKey(Schema.Union([HoldStatus, Schema.Literal("all")])) },
      success: Page.of(Hold),
      error: Page.InvalidCursor
    })
      .annotateMerge(
        Page.describeQuery({
          ...Page.queryDocs,
          status: {
            description: "Without it, those that are open",
            schema: { type: "string", enum: [...HoldStatus.literals, "all"] }
          }
        })
      )
      .annotateMerge(OpenApi.annotations({ summary: "My holds, the newest first" })),
    HttpApiEndpoint.delete("cancel", "/holds/:id", {
      params: holdParams,
      error: [HoldNotFound, HoldClosed]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Wait no longer",
        description: "A copy that was kept goes to the next at once. For its reader and for staff."
      })
    ),
    HttpApiEndpoint.post("suspend", "/holds/:id/suspend", {
      params: holdParams,
      success: Hold,
      error: [HoldNotFound, HoldClosed]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Be passed over for a while",
        description: "The hold keeps its place. A copy that was kept goes to the next at once."
      })
    ),
    HttpApiEndpoint.post("resume", "/holds/:id/resume", {
      params: holdParams,
      success: Hold,
      error: [HoldNotFound, HoldClosed]
    }).annotateMerge(OpenApi.annotations({ summary: "Wait again, at the old place" }))
  )
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Holds", description: "Who waits for which book" })) {}
