import { Context, Effect, Layer, Option, type Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import type { SqlError } from "effect/sql"
import { type CurrentUser, Forbidden, isOperator } from "#contract/Authorization.ts"
import type { AuditAction, AuditEntry } from "#contract/operations/Audit.ts"
import { InvalidCursor } from "#contract/Page.ts"
import * as NewestFirst from "#platform/NewestFirst.ts"
import { RequestContext } from "#platform/RequestContext.ts"
import { type AuditFilter, AuditRepo } from "./AuditRepo.ts"

/** Something that was done to a library. */
export interface Deed {
  /** The library it was done to. */
  readonly organizationId: string
  readonly actorId: string
  readonly action: AuditAction
  readonly subject: { readonly type: string; readonly id: string | null }
  /** What was changed; at most 8 KiB as JSON, and no secrets. */
  readonly detail?: Schema.Json
}

/** Which entries: of one's own library, of another one, or of all. */
export interface AuditQuery extends NewestFirst.PageQuery {
  readonly organizationId?: string
  readonly subjectId?: string
}

/** Who did what: written with the deed, never changed. */
export class Audit extends Context.Service<
  Audit,
  {
    /** Joins the caller's transaction, so that a deed is noted if and only if it is done. One statement. */
    readonly record: (...deeds: ReadonlyArray<Deed>) => Effect.Effect<void, SqlError.SqlError>
    /** Newest first. Other libraries than one's own are for operators. Two statements. */
    readonly list: (
      actor: CurrentUser["Service"],
      query: AuditQuery
    ) => Effect.Effect<NewestFirst.Page<AuditEntry>, InvalidCursor | Forbidden>
  }
>()("luminalib/features/identity/Audit") {
  static readonly layerNoDeps = Layer.effect(
    Audit,
    Effect.gen(function* () {
      const repo = yield* AuditRepo
      const random = yield* SecureRandom.SecureRandom

      const entryOf = Effect.fnUntraced(function* ({ action, actorId, detail, organizationId, subject }: Deed) {
        const { id: requestId } = yield* RequestContext
        return {
          id: yield* random.uuidV7(),
          organizationId,
          actorId,
          action,
          subjectType: subject.type,
          subjectId: subject.id,
          detail: detail ?? {},
          requestId: requestId === "-" ? null : requestId
        }
      })

      return Audit.of({
        record: Effect.fn("Audit.record")((...deeds) =>
          deeds.length === 0 ? Effect.void : Effect.flatMap(Effect.forEach(deeds, entryOf), repo.insert)
        ),
        list: Effect.fn("Audit.list")(
          function* (actor, query) {
            const filter = filterOf(actor, query)
            if (filter.organizationId !== actor.organizationId && !isOperator(actor))
              return yield* new Forbidden({ detail: "Other libraries' entries are for operators." })
            const scope = JSON.stringify(["audit", filter])
            const rows = NewestFirst.rowsOf(scope, query)
            if (Option.isNone(rows)) return yield* new InvalidCursor({})
            const found = yield* repo.list(filter, rows.value)
            return NewestFirst.pageOf(found, { scope, query, total: yield* repo.count(filter) })
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  /** Asks for SqlClient and SecureRandom. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(AuditRepo.layer))
}

const filterOf = (actor: CurrentUser["Service"], { organizationId, subjectId }: AuditQuery): AuditFilter => ({
  organizationId: organizationId === "all" ? undefined : (organizationId ?? actor.organizationId),
  subjectId
})
