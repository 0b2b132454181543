import { Group, Stack, Text } from "@mantine/core"
import { IconBook2, IconBookmark, IconCircleCheck, IconClockHour4, IconHome } from "@tabler/icons-react"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useNow } from "../../parts/Now.ts"
import type { LendingState } from "./LendingState.ts"

interface LendingWordsProps {
  readonly state: LendingState
  /** Borrowing it was asked for, and nothing has been said against it yet. */
  readonly isBorrowing: boolean
  readonly timesLent: number
}

const icons = {
  mine: IconHome,
  keptForMe: IconCircleCheck,
  holding: IconBookmark,
  available: IconBook2,
  taken: IconClockHour4
}

/** How things stand, in a short sentence and a longer one. */
const useStanding = ({ isBorrowing, state, timesLent }: LendingWordsProps): readonly [string, string] => {
  const { book } = useMessages()
  const { date, fromNow } = useFormats()
  const now = useNow()
  const words = book.lending
  if (isBorrowing) return [words.mine, words.borrowing]
  switch (state._tag) {
    case "mine": {
      const { active, loan } = state
      const due = words.due(date(active.dueAt), fromNow(active.dueAt, now))
      const left = loan === undefined ? "" : words.renewalsLeft(loan.maxRenewals - loan.renewals)
      return active.status === "overdue"
        ? [words.overdue, words.wasDue(date(active.dueAt), fromNow(active.dueAt, now))]
        : [words.mine, [due, left].filter((part) => part !== "").join(" ")]
    }
    case "keptForMe": {
      const until = state.hold?.expiresAt
      return [words.keptForMe, until === null || until === undefined ? words.comeSoon : words.keptUntil(date(until))]
    }
    case "holding": {
      const { position, status } = state.hold
      return [
        status === "suspended" ? words.suspended : words.holding,
        position === null ? "" : words.queuePlace(position)
      ]
    }
    case "available":
      return [book.states.available, words.lentBefore(timesLent)]
    case "taken":
      return [
        state.dueAt === undefined ? words.keptForOther : words.onLoan(date(state.dueAt)),
        words.waiting(state.waiting)
      ]
  }
}

export const LendingWords = (props: LendingWordsProps) => {
  const [headline, rest] = useStanding(props)
  const Icon = props.isBorrowing ? icons.mine : icons[props.state._tag]
  const isLate = props.state._tag === "mine" && props.state.active.status === "overdue" && !props.isBorrowing
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <Icon size={22} aria-hidden style={{ flex: "none", marginTop: 2 }} />
      <Stack gap={2}>
        <Text fw={600} {...(isLate ? { c: "var(--mantine-color-error)" } : {})}>
          {headline}
        </Text>
        {rest !== "" && <Text size="sm">{rest}</Text>}
      </Stack>
    </Group>
  )
}
