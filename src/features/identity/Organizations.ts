import { Context, Effect, Layer } from "effect"
import {
  type Organization,
  type OrganizationId,
  OrganizationNameTaken,
  type UpdateOrganization
} from "#contract/identity/Organization.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { OrganizationsRepo } from "./OrganizationsRepo.ts"
import { violates } from "./UniqueConstraint.ts"

/** Libraries: their names and the rules of lending. */
export class Organizations extends Context.Service<
  Organizations,
  {
    readonly get: (id: OrganizationId) => Effect.Effect<Organization>
    /** Changes what is given. A name is unique in the installation, whatever its capitals. */
    readonly update: (
      id: OrganizationId,
      change: UpdateOrganization
    ) => Effect.Effect<Organization, OrganizationNameTaken>
  }
>()("luminalib/features/identity/Organizations") {
  static readonly layerNoDeps = Layer.effect(
    Organizations,
    Effect.gen(function* () {
      const repo = yield* OrganizationsRepo
      const wall = yield* TenantWall
      return Organizations.of({
        get: Effect.fn("Organizations.get")(repo.find, Effect.catchTag(["SqlError", "SchemaError"], Effect.die)),
        update: Effect.fn("Organizations.update")(
          (id, change) => wall.within(id, repo.update(id, change)),
          Effect.catchTag("SqlError", (error) =>
            Effect.fail(violates(error, "organizations_name") ? new OrganizationNameTaken({}) : error)
          ),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(OrganizationsRepo.layer))
}
