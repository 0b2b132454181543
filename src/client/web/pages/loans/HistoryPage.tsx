import { Button, Card, Group, SimpleGrid, Skeleton, Table, Text, Title } from "@mantine/core"
import { createLazyRoute, Link } from "@tanstack/react-router"
import { DateTime } from "effect"
import { lazy, Suspense } from "react"
import type { Loan, LoanStatistics } from "#contract/circulation/Loan.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Endless } from "../../parts/Endless.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Nothing } from "../../parts/Nothing.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { WideTable } from "../../parts/WideTable.tsx"
import { BookTitle } from "./LentBook.tsx"
import { useHistory } from "./LoanQueries.ts"
import "./loans.css"

const chartHeight = 260
const Months = lazy(() => import("./Months.tsx").then(({ Months }) => ({ default: Months })))

/** What the loans come to, each number with what it counts. */
const Numbers = ({ statistics }: { readonly statistics: LoanStatistics }) => {
  const { history } = useMessages().loans
  const { decimal, number, percent } = useFormats()
  const { averageDays, onTimeShare, renewals, returned, returnedLate, total } = statistics
  const numbers = [
    [history.total, number(total)],
    [history.returned, number(returned)],
    [history.onTime, onTimeShare === null ? "–" : percent(onTimeShare)],
    [history.averageDays, averageDays === null ? "–" : decimal(averageDays)],
    [history.renewals, number(renewals)],
    [history.late, number(returnedLate)]
  ] as const
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 6 }} m={0}>
      {numbers.map(([label, value]) => (
        <Card key={label} withBorder padding="md">
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} fz={28} fw={600}>
            {value}
          </Text>
        </Card>
      ))}
    </SimpleGrid>
  )
}

const isLate = ({ dueAt, returnedAt }: Loan) => returnedAt !== null && DateTime.isGreaterThan(returnedAt, dueAt)

const Row = ({ loan }: { readonly loan: Loan }) => {
  const { history } = useMessages().loans
  const { date } = useFormats()
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <BookTitle bookId={loan.bookId} title={loan.bookTitle} />
        <Text size="sm" c="dimmed">
          {loan.bookAuthor}
        </Text>
      </Table.Th>
      <Table.Td className="nowrap">{date(loan.borrowedAt)}</Table.Td>
      <Table.Td className="nowrap">{loan.returnedAt === null ? history.notReturned : date(loan.returnedAt)}</Table.Td>
      <Table.Td>{history.states[isLate(loan) ? "returnedLate" : loan.status]}</Table.Td>
    </Table.Tr>
  )
}

const HistoryPage = () => {
  const { findOne, history } = useMessages().loans
  const query = useHistory()
  const statistics = query.data?.pages[0]?.statistics
  return (
    <>
      <PageTitle title={history.title} lead={history.lead}>
        <Button variant="default" renderRoot={(props) => <Link to="/loans" {...props} />}>
          {history.toLoans}
        </Button>
      </PageTitle>
      {statistics !== undefined && statistics.total > 0 && (
        <>
          <Numbers statistics={statistics} />
          <Title order={2} size="h3" mt="xl" mb="sm">
            {history.byMonth}
          </Title>
          <Suspense fallback={<Skeleton height={chartHeight} />}>
            <Months months={statistics.byMonth} height={chartHeight} />
          </Suspense>
        </>
      )}
      <Endless
        query={query}
        empty={
          <Nothing title={history.nothing}>
            <Button renderRoot={(props) => <Link to="/books" {...props} />}>{findOne}</Button>
          </Nothing>
        }
      >
        {(items) => (
          <>
            <Group mt="xl">
              <Title order={2} size="h3">
                {history.loans}
              </Title>
            </Group>
            <WideTable
              caption={history.loans}
              columns={[history.book, history.borrowedAt, history.returnedAt, history.state].map((label) => ({
                label
              }))}
              minWidth={520}
            >
              {items.map((loan) => (
                <Row key={loan.id} loan={loan} />
              ))}
            </WideTable>
          </>
        )}
      </Endless>
    </>
  )
}

export const route = createLazyRoute("/inside/loans/history")({ component: HistoryPage })
