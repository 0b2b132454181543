import { embedded, institution } from "../../stories/StoryEnvironments.ts"
import { describePostgres, describeRedis } from "../../support/Services.ts"
import { notificationsHttpSuite } from "./NotificationsHttpSuite.ts"

notificationsHttpSuite("embedded", embedded)
describePostgres("on a server", () => {
  describeRedis("with Redis", () => notificationsHttpSuite("an institution", institution))
})
