import { describePostgres, describeRedis } from "../support/Services.ts"
import { embedded, institution } from "../stories/StoryEnvironments.ts"
import { newsSuite } from "./NewsSuite.ts"

newsSuite("embedded", embedded)

describePostgres("on a server", () => describeRedis("with Redis", () => newsSuite("an institution", institution)))
