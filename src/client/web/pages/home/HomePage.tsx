import "./home.css"
import { Stack } from "@mantine/core"
import { createLazyRoute } from "@tanstack/react-router"
import { DateTime } from "effect"
import { hasRole, useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { useNow } from "../../parts/Now.ts"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { DeskStrip } from "./DeskStrip.tsx"
import { ReadOn } from "./ReadOn.tsx"
import { RecentBooks } from "./RecentBooks.tsx"
import { Recommended } from "./Recommended.tsx"
import { Statistics } from "./Statistics.tsx"

/** What one says at this hour, where the reader is. */
const timeOfDay = (now: number) => {
  const hour = DateTime.toDate(DateTime.makeUnsafe(now)).getHours()
  if (hour >= 4 && hour < 12) return "morning"
  return hour >= 12 && hour < 18 ? "day" : "evening"
}

const HomePage = () => {
  const { home } = useMessages()
  const user = useUser()
  const greet = home.greeting[timeOfDay(useNow())]
  return (
    <Stack gap="xl">
      <div>
        <PageTitle title={home.title} heading={greet(user.fullName)} lead={home.lead} />
        <Statistics />
      </div>
      {hasRole(user, "librarian") && <DeskStrip />}
      <ReadOn />
      <Recommended />
      <RecentBooks />
    </Stack>
  )
}

export const route = createLazyRoute("/inside/")({ component: HomePage })
