import { assert, describe, it } from "@effect/vitest"
import { isToldTo, rolesWithin, type Watcher } from "#platform/events/Watcher.ts"

const ann: Watcher = { organizationId: "one", userId: "ann", role: "member" }
const everybody = { organizationId: "one", userId: null, leastRole: "member" } as const
const staff = { ...everybody, userId: "bob", leastRole: "librarian" } as const
const roles = ["member", "librarian", "admin"] as const

describe("an event", () => {
  it("is told to nobody of another library, whatever their role and whoever they are", () => {
    for (const role of roles) {
      assert.isFalse(isToldTo(everybody, { ...ann, organizationId: "other", role }))
      assert.isFalse(isToldTo(staff, { organizationId: "other", userId: "bob", role }))
    }
  })

  it("is told to those with the role, and to whom it concerns without it", () => {
    assert.deepStrictEqual(
      roles.map((role) => isToldTo(staff, { ...ann, role })),
      [false, true, true]
    )
    assert.isTrue(isToldTo(staff, { ...ann, userId: "bob" }))
    const forAnn = { ...everybody, userId: "ann", leastRole: null }
    assert.isTrue(isToldTo(forAnn, ann))
    assert.isFalse(isToldTo(forAnn, { ...ann, userId: "bob", role: "admin" }))
  })

  it("that was written is read by the same as one that comes", () => {
    for (const role of roles) {
      const told = roles.filter((leastRole) => isToldTo({ ...everybody, leastRole }, { ...ann, role }))
      assert.deepStrictEqual(rolesWithin(role), told)
    }
  })
})
