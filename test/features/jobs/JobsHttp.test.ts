import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { HttpApiTest } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import * as JobsHttp from "#features/jobs/JobsHttp.ts"
import { as, layer as layerTrusted } from "../../support/TrustedBearer.ts"
import { ask, becomes, library, services } from "./Desk.ts"

const client = HttpApiTest.groups(Api, ["jobs"])

layer(JobsHttp.layer.pipe(Layer.provideMerge(layerTrusted), Layer.provideMerge(services)), {
  excludeTestServices: true
})("the calls of jobs", (it) => {
  it.effect("let a member follow, retry and cancel a job", () =>
    Effect.gen(function* () {
      const { member } = yield* library
      const api = yield* client.pipe(as(member))
      const id = yield* ask(member)
      const params = { id }
      yield* becomes(id, "failed")
      const page = yield* api.jobs.list({ query: { limit: 20, status: "failed" } })
      assert.deepStrictEqual(
        page.items.map((job) => [job.id, job.error?.code]),
        [[id, "LLM_DOWN"]]
      )
      assert.strictEqual((yield* api.jobs.retry({ params })).status, "pending")
      assert.strictEqual((yield* api.jobs.cancel({ params })).status, "cancelled")
      assert.strictEqual((yield* api.jobs.get({ params })).status, "cancelled")
      const refusal = yield* Effect.flip(api.jobs.cancel({ params }))
      assert.deepStrictEqual(refusal._tag === "JobNotCancellable" && refusal.jobStatus, "cancelled")
    })
  )

  it.effect("keep other people's jobs from members, and their changes from staff", () =>
    Effect.gen(function* () {
      const { admin, librarian, member } = yield* library
      const params = { id: yield* ask(admin) }
      const reader = yield* client.pipe(as(member))
      assert.strictEqual((yield* Effect.flip(reader.jobs.get({ params })))._tag, "JobNotFound")
      assert.strictEqual((yield* Effect.flip(reader.jobs.cancel({ params })))._tag, "JobNotFound")
      const staff = yield* client.pipe(as(librarian))
      assert.strictEqual((yield* staff.jobs.get({ params })).id, params.id)
      const refusal = yield* Effect.flip(staff.jobs.cancel({ params }))
      assert.deepStrictEqual(refusal._tag === "Forbidden" && refusal.requiredRole, "admin")
    })
  )

  it.effect("refuse a cursor that is none", () =>
    Effect.gen(function* () {
      const { member } = yield* library
      const api = yield* client.pipe(as(member))
      const refusal = yield* Effect.flip(api.jobs.list({ query: { limit: 20, cursor: "nonsense" } }))
      assert.strictEqual(refusal._tag, "InvalidCursor")
    })
  )
})
