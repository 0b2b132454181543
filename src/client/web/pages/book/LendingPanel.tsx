import { Alert, Button, Group, Paper, Skeleton, Stack, Text } from "@mantine/core"
import { IconRun } from "@tabler/icons-react"
import type { Book } from "#contract/catalogue/Book.ts"
import { failureOf } from "../../connection/Failure.ts"
import { hasRole, useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { useAvailability, useMine } from "./BookQueries.ts"
import { type Lending, useLending } from "./LendingQueries.ts"
import { isLostRace, type LendingState, lendingState } from "./LendingState.ts"
import { LendingWords } from "./LendingWords.tsx"

/** Whether the book can be had, and what the reader can do about it. */
export const LendingPanel = ({ book }: { readonly book: Book }) => {
  const words = useMessages().book.lending
  const { id: userId } = useUser()
  const availability = useAvailability(book.id)
  const mine = useMine(book.id)
  const lending = useLending(book.id)
  return (
    <Paper withBorder p="md" component="section" aria-label={words.label}>
      <Loaded query={availability} waiting={<Skeleton height={96} aria-label={words.label} role="status" />}>
        {(known) => {
          const state = lendingState({ availability: known, userId, ...mine })
          return (
            <Stack gap="sm">
              <div role="status">
                <LendingWords state={state} isBorrowing={lending.borrow.isPending} timesLent={known.totalLoans} />
              </div>
              <WhatFailed lending={lending} state={state} />
              <WhatToDo lending={lending} state={state} />
            </Stack>
          )
        }}
      </Loaded>
    </Paper>
  )
}

interface PartProps {
  readonly lending: Lending
  readonly state: LendingState
}

/** Who lost the race for a book is told so, and offered the next best. */
const WhatFailed = ({ lending, state }: PartProps) => {
  const words = useMessages().book.lending
  const { borrow, cancel, giveBack, place, renew } = lending
  if (borrow.error !== null && isLostRace(failureOf(borrow.error).code)) {
    if (state._tag === "mine" || state._tag === "holding") return null
    return (
      <Alert role="alert" color="yellow" variant="default" icon={<IconRun aria-hidden />} title={words.tooLate}>
        <Text size="sm">{words.tooLateAdvice}</Text>
      </Alert>
    )
  }
  const error = borrow.error ?? place.error ?? renew.error ?? giveBack.error ?? cancel.error
  return error === null ? null : <FailureAlert error={error} />
}

const WhatToDo = ({ lending, state }: PartProps) => {
  const words = useMessages().book.lending
  const user = useUser()
  const { borrow, cancel, giveBack, place, renew } = lending
  switch (state._tag) {
    case "available":
      return (
        <Button loading={borrow.isPending} onClick={() => borrow.mutate()}>
          {words.borrow}
        </Button>
      )
    case "keptForMe": {
      const { hold } = state
      return (
        <Group gap="xs">
          <Button loading={borrow.isPending} onClick={() => borrow.mutate()}>
            {words.borrow}
          </Button>
          {hold !== undefined && (
            <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(hold)}>
              {words.cancelKept}
            </Button>
          )}
        </Group>
      )
    }
    case "mine": {
      const { loan } = state
      return (
        <Group gap="xs">
          {loan !== undefined && (
            <Button
              variant="default"
              loading={renew.isPending}
              disabled={loan.renewals >= loan.maxRenewals}
              onClick={() => renew.mutate(loan)}
            >
              {words.renew}
            </Button>
          )}
          <Button variant="default" loading={giveBack.isPending} onClick={() => giveBack.mutate()}>
            {words.giveBack}
          </Button>
        </Group>
      )
    }
    case "holding":
      return (
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(state.hold)}>
          {words.cancel}
        </Button>
      )
    case "taken":
      return (
        <Group gap="xs">
          <Button loading={place.isPending} onClick={() => place.mutate()}>
            {words.place}
          </Button>
          {state.dueAt !== undefined && hasRole(user, "librarian") && (
            <Button variant="default" loading={giveBack.isPending} onClick={() => giveBack.mutate()}>
              {words.takeBack}
            </Button>
          )}
        </Group>
      )
  }
}
