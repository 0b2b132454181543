import { Effect, Layer, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import type { CurrentUser } from "#contract/Authorization.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import type { Role } from "#contract/identity/Role.ts"
import { UserId } from "#contract/identity/User.ts"
import { JobId } from "#contract/jobs/Job.ts"
import { Audit } from "#features/identity/Audit.ts"
import { Jobs } from "#features/jobs/Jobs.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { make, request } from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { layerEmbedded } from "../../support/TestDatabase.ts"

export const services = Layer.merge(Jobs.layer, Audit.layer).pipe(
  Layer.provideMerge(Ledger.layer),
  Layer.provide(InProcess.layer),
  Layer.provideMerge(SecureRandom.layerWebCrypto),
  Layer.provideMerge(layerEmbedded)
)

const reading = make("test.read", { payload: Schema.Struct({}), maxAttempts: 3 })
export const mailing = make("test.mail", { payload: Schema.Struct({}) })

const someone = (
  role: Role,
  organizationId: string
): Effect.Effect<CurrentUser["Service"], never, SecureRandom.SecureRandom> =>
  Effect.gen(function* () {
    const random = yield* SecureRandom.SecureRandom
    return {
      id: UserId.make(yield* random.uuidV7()),
      organizationId: OrganizationId.make(organizationId),
      role,
      sessionId: yield* random.uuidV7()
    }
  })

/** A library of its own for each test, with one person of each role. */
export const library = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const random = yield* SecureRandom.SecureRandom
  const id = yield* random.uuidV7()
  yield* sql`INSERT INTO organizations (id, name) VALUES (${id}, ${id})`
  return {
    id,
    member: yield* someone("member", id),
    librarian: yield* someone("librarian", id),
    admin: yield* someone("admin", id)
  }
})

export const ask = (
  actor: CurrentUser["Service"],
  options: { readonly job?: typeof reading; readonly uniqueKey?: string } = {}
) =>
  Effect.gen(function* () {
    const ledger = yield* Ledger
    const { job = reading, ...rest } = options
    return JobId.make(
      yield* ledger.enqueue(request(job, {}, { organizationId: actor.organizationId, createdBy: actor.id, ...rest }))
    )
  })

/** What a worker would write. */
export const becomes = (id: string, state: "running" | "failed" | "completed") =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const errors =
      state === "failed" ? [{ code: "LLM_DOWN", message: "No model.", attempt: 3, at: "2026-03-04T05:06:07.089Z" }] : []
    yield* sql`
      UPDATE jobs SET state = ${state}, attempts = 3, errors = ${JSON.stringify(errors)}::jsonb,
        trace_parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', started_at = now(),
        lease_until = CASE WHEN ${state}::text = 'running' THEN now() + interval '1 minute' END,
        finished_at = CASE WHEN ${state}::text <> 'running' THEN now() END
      WHERE id = ${id}`
  })
