import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { declare, members } from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"
import { OfferedPassword, User } from "./User.ts"

/** Everything the library keeps of a person, for that person to take away. */
export const PersonalExport = Schema.Struct({
  exportedAt: Timestamp,
  profile: User,
  data: Schema.Record(Schema.String, Schema.Array(Schema.Json)).annotate({
    description: "By subject, e.g. `sessions`, `loans`, `holds`, `jobs`, as the calls about them show it"
  })
}).annotate({ identifier: "PersonalExport" })
export type PersonalExport = typeof PersonalExport.Type

export const EraseProfile = Schema.Struct({ password: OfferedPassword }).annotate({ identifier: "EraseProfile" })

/** The library still needs to know the person: `LOANS_OPEN` while books are at their home. */
export class ErasureRefused extends HttpApiError.Problem<ErasureRefused>()(
  "ErasureRefused",
  declare({ code: "LOANS_OPEN", status: 409, title: "The person has books to return first" }),
  members("LOANS_OPEN")
) {}
