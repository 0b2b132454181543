import { Button, Group, Paper, Stack, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { IconBookmark, IconCircleCheck, IconPlayerPause } from "@tabler/icons-react"
import type { Hold } from "#contract/circulation/Hold.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Confirm } from "../../parts/Confirm.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { LentBook } from "./LentBook.tsx"
import { useBookOfLoan, useHoldActions } from "./LoanQueries.ts"

const icons = { waiting: IconBookmark, suspended: IconPlayerPause, ready: IconCircleCheck }

const iconOf = (status: Hold["status"]) =>
  status === "ready" || status === "suspended" ? icons[status] : icons.waiting

const useStanding = ({ expiresAt, position, status }: Hold) => {
  const { holds } = useMessages().loans
  const { date } = useFormats()
  if (status === "ready") return expiresAt === null ? holds.readySomewhen : holds.ready(date(expiresAt))
  if (status === "suspended") return position === null ? holds.suspendedSomewhere : holds.suspended(position)
  return position === null ? holds.waitingSomewhere : holds.waiting(position)
}

/** A book that the reader waits for: where they stand, and what can be done about it. */
export const HoldCard = ({ hold }: { readonly hold: Hold }) => {
  const { holds } = useMessages().loans
  const { date } = useFormats()
  const book = useBookOfLoan(hold.bookId)
  const [isAsking, { close, open }] = useDisclosure()
  const { borrow, cancel, resume, suspend } = useHoldActions(hold)
  const standing = useStanding(hold)
  const Icon = iconOf(hold.status)
  const error = borrow.error ?? suspend.error ?? resume.error
  const title = hold.bookTitle
  return (
    <Paper component="li" withBorder p="md">
      <LentBook book={book} lent={hold}>
        <Stack gap="xs">
          <Group gap={6} wrap="nowrap" align="flex-start">
            <Icon size={18} aria-hidden style={{ flex: "none", marginTop: 2 }} />
            <Text size="sm" fw={hold.status === "ready" ? 700 : 400}>
              {standing}
            </Text>
          </Group>
          <Text size="sm" c="dimmed">
            {holds.placedOn(date(hold.placedAt))}
          </Text>
          {error !== null && <FailureAlert error={error} />}
          <Group gap="xs">
            {hold.status === "ready" && (
              <Button
                size="xs"
                aria-label={holds.borrowOf(title)}
                loading={borrow.isPending}
                onClick={() => borrow.mutate()}
              >
                {holds.borrow}
              </Button>
            )}
            {hold.status === "suspended" ? (
              <Button
                size="xs"
                variant="default"
                aria-label={holds.resumeOf(title)}
                loading={resume.isPending}
                onClick={() => resume.mutate()}
              >
                {holds.resume}
              </Button>
            ) : (
              <Button
                size="xs"
                variant="default"
                aria-label={holds.suspendOf(title)}
                loading={suspend.isPending}
                onClick={() => suspend.mutate()}
              >
                {holds.suspend}
              </Button>
            )}
            <Button size="xs" variant="default" aria-label={holds.cancelOf(title)} onClick={open}>
              {holds.cancel}
            </Button>
          </Group>
        </Stack>
      </LentBook>
      <Confirm
        isOpen={isAsking}
        title={holds.cancelTitle}
        action={holds.cancel}
        isPending={cancel.isPending}
        error={cancel.error}
        onConfirm={() => cancel.mutate(undefined, { onSuccess: close })}
        onClose={close}
      >
        <Text>{holds.cancelLead(title)}</Text>
      </Confirm>
    </Paper>
  )
}
