import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { CurrentUser } from "#contract/Authorization.ts"
import { Audit } from "#features/identity/Audit.ts"
import { Jobs } from "#features/jobs/Jobs.ts"
import { ask, becomes, library, mailing, services } from "./Desk.ts"

layer(services, { excludeTestServices: true })("jobs", (it) => {
  it.effect("a member sees only what they asked for, staff see everything of their library", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { admin, librarian, member } = yield* library
      const own = yield* ask(member)
      const others = yield* ask(admin)
      const seenBy = (actor: CurrentUser["Service"]) =>
        Effect.map(jobs.list(actor, { limit: 20 }), (page) => [page.total, ...page.items.map((job) => job.id)])

      assert.deepStrictEqual(yield* seenBy(member), [1, own])
      assert.deepStrictEqual(yield* seenBy(librarian), [2, others, own])
      assert.strictEqual((yield* jobs.get(member, own)).id, own)
      assert.strictEqual((yield* Effect.flip(jobs.get(member, others)))._tag, "JobNotFound")
    })
  )

  it.effect("no job of another library is found, changed or counted", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const ours = yield* library
      const theirs = yield* library
      const job = yield* ask(theirs.member)
      yield* becomes(job, "failed")
      assert.strictEqual((yield* Effect.flip(jobs.get(ours.admin, job)))._tag, "JobNotFound")
      assert.strictEqual((yield* Effect.flip(jobs.retry(ours.admin, job)))._tag, "JobNotFound")
      assert.strictEqual((yield* Effect.flip(jobs.cancel(ours.admin, job)))._tag, "JobNotFound")
      assert.strictEqual((yield* jobs.list(ours.admin, { limit: 20 })).total, 0)
      assert.strictEqual((yield* jobs.get(theirs.admin, job)).status, "failed")
    })
  )

  it.effect("a failed job tells why and when, and in which trace", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { member } = yield* library
      const job = yield* ask(member)
      yield* becomes(job, "failed")
      const view = yield* jobs.get(member, job)
      assert.strictEqual(view.error?.code, "LLM_DOWN")
      assert.strictEqual(view.error?.at.epochMilliseconds, Date.UTC(2026, 2, 4, 5, 6, 7, 89))
      assert.strictEqual(view.traceId, "0af7651916cd43dd8448eb211c80319c")
      assert.strictEqual(view.maxAttempts, 3)
      assert.isNotNull(view.finishedAt)
    })
  )

  it.effect("the list goes on where the page before ended, also when new jobs came meanwhile", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { member } = yield* library
      const asked = yield* Effect.forEach(Array.from({ length: 5 }), () => ask(member))
      const first = yield* jobs.list(member, { limit: 2 })
      yield* ask(member)
      const second = yield* jobs.list(member, { limit: 2, cursor: first.nextCursor ?? "" })
      const third = yield* jobs.list(member, { limit: 2, cursor: second.nextCursor ?? "" })
      const seen = [first, second, third].flatMap((page) => page.items.map((job) => job.id))
      assert.deepStrictEqual(seen, asked.toReversed())
      assert.strictEqual(first.page, 1)
      assert.isUndefined(second.page)
      assert.isUndefined(third.nextCursor)
      assert.strictEqual(third.total, 6)
    })
  )

  it.effect("a page may also be asked for by its number", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { member } = yield* library
      const asked = yield* Effect.forEach(Array.from({ length: 3 }), () => ask(member))
      const page = yield* jobs.list(member, { limit: 2, page: 2 })
      assert.deepStrictEqual(
        page.items.map((job) => job.id),
        asked.slice(0, 1)
      )
      assert.strictEqual(page.page, 2)
      assert.isUndefined(page.nextCursor)
    })
  )

  it.effect("the list may begin with what was asked for first, and goes on in that order", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { member } = yield* library
      const asked = yield* Effect.forEach([1, 2, 3], () => ask(member))
      const query = { limit: 2, order: "asc" } as const
      const first = yield* jobs.list(member, query)
      const cursor = first.nextCursor ?? "none"
      const rest = yield* jobs.list(member, { ...query, cursor })
      assert.deepStrictEqual(
        [...first.items, ...rest.items].map((job) => job.id),
        asked
      )
      assert.deepStrictEqual([rest.total, rest.nextCursor], [3, undefined])
      assert.strictEqual((yield* Effect.flip(jobs.list(member, { limit: 2, cursor })))._tag, "InvalidCursor")
    })
  )

  it.effect("filters let through what they name", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { member } = yield* library
      const read = yield* ask(member)
      yield* ask(member, { job: mailing })
      yield* becomes(read, "failed")
      const ids = (query: { readonly status?: "failed" | "pending"; readonly type?: string }) =>
        Effect.map(jobs.list(member, { limit: 20, ...query }), (page) => page.items.map((job) => job.type))
      assert.deepStrictEqual(yield* ids({ status: "failed" }), ["test.read"])
      assert.deepStrictEqual(yield* ids({ type: "test.mail" }), ["test.mail"])
      assert.deepStrictEqual(yield* ids({ type: "test.mail", status: "failed" }), [])
    })
  )

  it.effect("a cursor of another person, library or filter is refused", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { admin, librarian, member } = yield* library
      const elsewhere = yield* library
      yield* Effect.forEach(Array.from({ length: 3 }), () => ask(member))
      const cursor = (yield* jobs.list(member, { limit: 1 })).nextCursor ?? ""
      const refusals = yield* Effect.forEach(
        [
          jobs.list(admin, { limit: 1, cursor }),
          jobs.list(elsewhere.member, { limit: 1, cursor }),
          jobs.list(member, { limit: 1, cursor, status: "pending" }),
          jobs.list(member, { limit: 1, cursor: "x" })
        ],
        Effect.flip
      )
      assert.deepStrictEqual(
        refusals.map((refusal) => refusal._tag),
        Array.from({ length: 4 }, () => "InvalidCursor")
      )
      const staffCursor = (yield* jobs.list(librarian, { limit: 1 })).nextCursor ?? ""
      assert.strictEqual((yield* jobs.list(admin, { limit: 1, cursor: staffCursor })).items.length, 1)
    })
  )

  it.effect("who asked and admins retry a failed job, other staff do not", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { admin, librarian, member } = yield* library
      const job = yield* ask(member)
      yield* becomes(job, "failed")
      assert.strictEqual((yield* Effect.flip(jobs.retry(librarian, job)))._tag, "Forbidden")
      const retried = yield* jobs.retry(member, job)
      assert.deepStrictEqual([retried.status, retried.attempts, retried.errors.length], ["pending", 0, 1])

      const refusal = yield* Effect.flip(jobs.retry(admin, job))
      assert.deepStrictEqual(refusal._tag === "JobNotRetryable" && refusal.jobStatus, "pending")

      const own = yield* ask(librarian)
      yield* becomes(own, "failed")
      assert.strictEqual((yield* jobs.retry(librarian, own)).status, "pending")
    })
  )

  it.effect("what staff do to other people's jobs is noted, what people do to their own is not", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const audit = yield* Audit
      const { admin, member } = yield* library
      const job = yield* ask(member)
      yield* jobs.cancel(member, job)
      yield* jobs.retry(member, job)
      yield* jobs.cancel(admin, job)
      yield* Effect.flip(jobs.cancel(admin, job))
      yield* jobs.retry(admin, job)
      const { items } = yield* audit.list(admin, { limit: 20 })
      assert.deepStrictEqual(
        items.map(({ action, actorId, detail, subjectId }) => ({ action, actorId, detail, subjectId })),
        ["job.retry", "job.cancel"].map((action) => ({
          action,
          actorId: admin.id,
          detail: { kind: "test.read" },
          subjectId: job
        }))
      )
    })
  )

  it.effect("a failed job is not retried while the same work waits under a new one", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { member } = yield* library
      const failed = yield* ask(member, { uniqueKey: "book-1" })
      yield* becomes(failed, "failed")
      yield* ask(member, { uniqueKey: "book-1" })
      const refusal = yield* Effect.flip(jobs.retry(member, failed))
      assert.deepStrictEqual(refusal._tag === "JobNotRetryable" && refusal.jobStatus, "failed")
    })
  )

  it.effect("a waiting job is cancelled at once and a running one is asked to stop, however often one asks", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { admin, member } = yield* library
      const waiting = yield* ask(member)
      assert.strictEqual((yield* jobs.cancel(admin, waiting)).status, "cancelled")

      const running = yield* ask(member)
      yield* becomes(running, "running")
      assert.strictEqual((yield* jobs.cancel(member, running)).status, "running")
      assert.strictEqual((yield* jobs.cancel(member, running)).status, "running")
    })
  )

  it.effect("what is over cannot be cancelled", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const { member } = yield* library
      const job = yield* ask(member)
      yield* becomes(job, "completed")
      const refusal = yield* Effect.flip(jobs.cancel(member, job))
      assert.deepStrictEqual(refusal._tag === "JobNotCancellable" && refusal.jobStatus, "completed")
    })
  )
})
