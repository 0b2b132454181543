import { Paper, SimpleGrid, Skeleton, Text } from "@mantine/core"
import { DateTime } from "effect"
import { Link, type LinkProps } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useNow } from "../../parts/Now.ts"
import { useUnread } from "../notifications/NotificationQueries.ts"
import { useLoanStatistics, useOpenLoans, useRecentBooks } from "./HomeQueries.ts"

const soon = 3 * 86_400_000

interface FigureProps {
  readonly value: number | undefined
  /** It could not be had: the page behind it says why. */
  readonly isMissing: boolean
  readonly label: (count: number) => string
  readonly to: NonNullable<LinkProps["to"]>
  /** What is wrong, where something is. */
  readonly warning?: string | undefined
}

const Figure = ({ isMissing, label, to, value, warning }: FigureProps) => {
  const { number } = useFormats()
  return (
    <Paper withBorder p="md" component={Link} to={to} className="figure">
      {value === undefined && !isMissing ? (
        <Skeleton height={34} width={48} mb={4} />
      ) : (
        <Text component="span" className="figure-number">
          {value === undefined ? "–" : number(value)}
        </Text>
      )}
      <Text component="span" size="sm" display="block">
        {label(value ?? 0)}
      </Text>
      {warning !== undefined && (
        <Text component="span" size="sm" display="block" fw={600} c="var(--mantine-color-error)">
          {warning}
        </Text>
      )}
    </Paper>
  )
}

/** The library and one's part in it, in numbers. */
export const Statistics = () => {
  const { home } = useMessages()
  const words = home.statistics
  const now = useNow()
  const books = useRecentBooks()
  const all = useLoanStatistics()
  const open = useOpenLoans()
  const unread = useUnread()
  const statistics = all.data
  const year = String(DateTime.getPartUtc(DateTime.makeUnsafe(now), "year"))
  const dueSoon = open.data?.items.filter(
    ({ dueAt, status }) => status === "active" && DateTime.toEpochMillis(dueAt) - now < soon
  ).length
  const returned = statistics?.byMonth
    .filter(({ month }) => month.startsWith(year))
    .reduce((sum, month) => sum + month.returned, 0)
  const overdue = statistics?.overdue ?? 0
  return (
    <SimpleGrid component="section" cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm" aria-label={words.label}>
      <Figure value={books.data?.total} isMissing={books.isError} label={words.books} to="/books" />
      <Figure
        value={statistics?.active}
        isMissing={all.isError}
        label={words.loans}
        to="/loans"
        warning={overdue > 0 ? words.overdue(overdue) : undefined}
      />
      <Figure value={dueSoon} isMissing={open.isError} label={words.dueSoon} to="/loans" />
      <Figure value={unread.data?.unread} isMissing={unread.isError} label={words.unread} to="/notifications" />
      <Figure value={returned} isMissing={all.isError} label={words.returned} to="/loans/history" />
    </SimpleGrid>
  )
}
