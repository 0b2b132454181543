import { Button, Group, Table, Text } from "@mantine/core"
import type { Loan } from "#contract/circulation/Loan.ts"
import type { Reader } from "#contract/identity/Reader.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { BookTitle } from "../loans/LentBook.tsx"
import { DueText } from "../loans/LoanCard.tsx"
import { useGiveBack, useRenew } from "../loans/LoanQueries.ts"

interface DeskLoanRowProps {
  readonly loan: Loan
  readonly reader: Reader | undefined
}

/** A loan at the desk: whose, until when, and what can be done about it. */
export const DeskLoanRow = ({ loan, reader }: DeskLoanRowProps) => {
  const { desk, loans } = useMessages()
  const { date } = useFormats()
  const renew = useRenew(loan)
  const giveBack = useGiveBack(loan)
  const error = renew.error ?? giveBack.error
  const name = loan.userId === null ? desk.loans.gone : (reader?.fullName ?? "…")
  const isOpen = loan.returnedAt === null
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <BookTitle bookId={loan.bookId} title={loan.bookTitle} />
        <Text size="sm" c="dimmed">
          {loan.bookAuthor}
        </Text>
        {error !== null && <FailureAlert error={error} />}
      </Table.Th>
      <Table.Td>
        <Text size="sm">{name}</Text>
        {reader !== undefined && (
          <Text size="sm" c="dimmed">
            {reader.email}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="nowrap">{date(loan.borrowedAt)}</Table.Td>
      <Table.Td miw={150}>
        {loan.returnedAt === null ? <DueText loan={loan} /> : desk.loans.returnedOn(date(loan.returnedAt))}
      </Table.Td>
      <Table.Td>
        {isOpen && (
          <Group gap="xs" wrap="nowrap">
            <Button
              size="xs"
              variant="default"
              aria-label={desk.loans.giveBackOf(loan.bookTitle, name)}
              loading={giveBack.isPending}
              onClick={() => giveBack.mutate()}
            >
              {loans.giveBack}
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={desk.loans.renewOf(loan.bookTitle, name)}
              disabled={loan.renewals >= loan.maxRenewals}
              loading={renew.isPending}
              onClick={() => renew.mutate()}
            >
              {loans.renew}
            </Button>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
