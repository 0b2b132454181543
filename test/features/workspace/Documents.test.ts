import { describePostgres } from "../../support/Services.ts"
import { embedded, institution } from "../../stories/StoryEnvironments.ts"
import { documentsSuite } from "./DocumentsSuite.ts"

documentsSuite("embedded", embedded)
describePostgres("on a server", () => documentsSuite("an institution", institution))
