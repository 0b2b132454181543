import { Context, Effect, Layer } from "effect"
import {
  type Organization,
  type OrganizationId,
  OrganizationNameTaken,
  type UpdateOrganization
} from "#contract/identity/Organization.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { Audit } from "./Audit.ts"
import { OrganizationsRepo } from "./OrganizationsRepo.ts"
import { violates } from "./UniqueConstraint.ts"
import type { UserKey } from "./UsersRepo.ts"

/** Libraries: their names and the rules of lending. */
export class Organizations extends Context.Service<
  Organizations,
  {
    readonly get: (id: OrganizationId) => Effect.Effect<Organization>
    /** Changes what is given of the actor's library, audited. A name is unique in the installation, whatever its capitals. */
    readonly update: (by: UserKey, change: UpdateOrganization) => Effect.Effect<Organization, OrganizationNameTaken>
  }
>()("luminalib/features/identity/Organizations") {
  static readonly layerNoDeps = Layer.effect(
    Organizations,
    Effect.gen(function* () {
      const repo = yield* OrganizationsRepo
      const wall = yield* TenantWall
      const audit = yield* Audit

      const update = Effect.fnUntraced(function* ({ id, organizationId }: UserKey, change: UpdateOrganization) {
        const updated = yield* repo.update(organizationId, change)
        yield* audit.record({
          organizationId,
          actorId: id,
          action: "organization.update",
          subject: { type: "organization", id: organizationId },
          detail: { ...change, ...(change.policy === undefined ? {} : { policy: { ...change.policy } }) }
        })
        return updated
      })

      return Organizations.of({
        get: Effect.fn("Organizations.get")(repo.find, Effect.catchTag(["SqlError", "SchemaError"], Effect.die)),
        update: Effect.fn("Organizations.update")(
          (by, change) => wall.within(by.organizationId, update(by, change)),
          Effect.catchTag("SqlError", (error) =>
            Effect.fail(violates(error, "organizations_name") ? new OrganizationNameTaken({}) : error)
          ),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide([OrganizationsRepo.layer, Audit.layer]))
}
