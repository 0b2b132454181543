import { Schema } from "effect"

/** What a person may do in their library. A higher role includes the lower ones. */
export const Role = Schema.Literals(["member", "librarian", "admin"]).annotate({
  description: "`member` reads and borrows, `librarian` keeps the catalogue, `admin` keeps the library"
})
export type Role = typeof Role.Type

const rank: Record<Role, number> = { member: 0, librarian: 1, admin: 2 }

/** Whether somebody with `role` may do what `required` may. */
export const includes = (role: Role, required: Role): boolean => rank[role] >= rank[required]
