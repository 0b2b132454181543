import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { declare, members } from "./Problem.ts"

/** The header of a change to what was read before: the version of it, or `*` or nothing for any. */
export const ifMatch = { "if-match": Schema.optionalKey(Schema.String.check(Schema.isMaxLength(200))) }

/** Somebody changed it since it was read: read it again. */
export class PreconditionFailed extends HttpApiError.Problem<PreconditionFailed>()(
  "PreconditionFailed",
  declare({ code: "PRECONDITION_FAILED", status: 412, title: "It was changed by somebody else" }),
  members("PRECONDITION_FAILED")
) {}
