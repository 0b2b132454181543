import { describePostgres } from "../../support/Services.ts"
import { embedded, institution } from "../../stories/StoryEnvironments.ts"
import { deskSuite } from "./DeskSuite.ts"

deskSuite("embedded", embedded)
describePostgres("on a server", () => deskSuite("an institution", institution))
