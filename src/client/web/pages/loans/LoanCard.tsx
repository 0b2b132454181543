import { Button, Group, Paper, Stack, Text } from "@mantine/core"
import { IconAlertTriangle, IconBookUpload, IconCalendarEvent, IconEye, IconRefresh } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { DateTime } from "effect"
import type { Loan } from "#contract/circulation/Loan.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useNow } from "../../parts/Now.ts"
import { LentBook } from "./LentBook.tsx"
import { useBookOfLoan, useGiveBack, useRenew } from "./LoanQueries.ts"

/** When a book is due, in words and by date; what is overdue says so. */
export const DueText = ({ loan }: { readonly loan: Loan }) => {
  const { loans } = useMessages()
  const { date, fromNow } = useFormats()
  const now = useNow()
  const isOverdue = DateTime.toEpochMillis(loan.dueAt) < now
  const when = fromNow(loan.dueAt, now)
  const Icon = isOverdue ? IconAlertTriangle : IconCalendarEvent
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Icon size={18} aria-hidden style={{ flex: "none", marginTop: 2 }} />
      <Text size="sm" component="div" {...(isOverdue ? { fw: 700, c: "var(--mantine-color-error)" } : {})}>
        {isOverdue ? loans.overdue(when) : loans.due(when)}
        <Text size="xs" component="div" c="var(--mantine-color-text)" fw={400}>
          {loans.dueOn(date(loan.dueAt))}
        </Text>
      </Text>
    </Group>
  )
}

/** A book that the reader has at home, and what can be done with it. */
export const LoanCard = ({ loan }: { readonly loan: Loan }) => {
  const { loans } = useMessages()
  const book = useBookOfLoan(loan.bookId)
  const renew = useRenew(loan)
  const giveBack = useGiveBack(loan)
  const error = renew.error ?? giveBack.error
  const left = loan.maxRenewals - loan.renewals
  const title = loan.bookTitle
  return (
    <Paper component="li" withBorder p="md">
      <LentBook book={book} lent={loan}>
        <Stack gap="xs">
          <DueText loan={loan} />
          <Text size="sm" c="dimmed">
            {loans.renewalsLeft(left)}
          </Text>
          {error !== null && <FailureAlert error={error} />}
          <Group gap="xs">
            {loan.bookId !== null && book?.file !== null && book?.file !== undefined && (
              <Button
                size="xs"
                leftSection={<IconEye size={16} aria-hidden />}
                aria-label={loans.readOnOf(title)}
                renderRoot={(props) => (
                  <Link to="/books/$bookId/read" params={{ bookId: loan.bookId ?? "" }} {...props} />
                )}
              >
                {loans.readOn}
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={16} aria-hidden />}
              aria-label={loans.renewOf(title)}
              disabled={left <= 0}
              loading={renew.isPending}
              onClick={() => renew.mutate()}
            >
              {loans.renew}
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconBookUpload size={16} aria-hidden />}
              aria-label={loans.giveBackOf(title)}
              loading={giveBack.isPending}
              onClick={() => giveBack.mutate()}
            >
              {loans.giveBack}
            </Button>
          </Group>
        </Stack>
      </LentBook>
    </Paper>
  )
}
