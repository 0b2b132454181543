import type { CurrentUser } from "#contract/Authorization.ts"
import { includes } from "#contract/identity/Role.ts"
import type { JobRow } from "#jobs/JobRow.ts"

type Actor = CurrentUser["Service"]

/** Staff see every job of their library, others what they asked for themselves. */
export const seesAll = (actor: Actor): boolean => includes(actor.role, "librarian")

/** Whether the job exists for the actor at all. */
export const maySee = (actor: Actor, job: JobRow): boolean => seesAll(actor) || job.createdBy === actor.id

/** Whoever asked for the work may stop or repeat it, and so may an admin. */
export const mayChange = (actor: Actor, job: JobRow): boolean =>
  includes(actor.role, "admin") || job.createdBy === actor.id
