import { Button, Paper, Group, Progress, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import type { Hold } from "#contract/circulation/Hold.ts"
import type { Loan } from "#contract/circulation/Loan.ts"
import type { BookBeingRead } from "#contract/circulation/ReadingPosition.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { BookCover } from "../../parts/BookCover.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Nothing } from "../../parts/Nothing.tsx"
import { useNow } from "../../parts/Now.ts"
import { useBooksBeingRead, useOpenLoans, useReadyHolds } from "./HomeQueries.ts"
import { useBookOfLoan } from "../loans/LoanQueries.ts"

const shown = 6

/** A book on the reading table: begun, borrowed, kept at the desk, or more than one of these. */
interface OnTheTable {
  readonly book: {
    readonly id: BookBeingRead["book"]["id"]
    readonly title: string
    readonly author: string
    readonly cover: BookBeingRead["book"]["cover"]
  }
  readonly position?: BookBeingRead
  readonly loan?: Loan
  readonly hold?: Hold
}

interface Sources {
  readonly read: ReadonlyArray<BookBeingRead>
  readonly loans: ReadonlyArray<Loan>
  readonly holds: ReadonlyArray<Hold>
}

/** What can be picked up first, then what is being read, then what was borrowed and not begun; each book once. */
const tableOf = ({ holds, loans, read }: Sources): ReadonlyArray<OnTheTable> => {
  const table = new Map<string, OnTheTable>()
  for (const hold of holds) {
    if (hold.bookId === null) continue
    table.set(hold.bookId, {
      book: { id: hold.bookId, title: hold.bookTitle, author: hold.bookAuthor, cover: null },
      hold
    })
  }
  for (const position of read)
    table.set(position.book.id, { ...table.get(position.book.id), book: position.book, position })
  for (const loan of loans) {
    if (loan.bookId === null) continue
    const book = { id: loan.bookId, title: loan.bookTitle, author: loan.bookAuthor, cover: null }
    table.set(loan.bookId, { book, ...table.get(loan.bookId), loan })
  }
  return [...table.values()].slice(0, shown)
}

const Place = ({ item }: { readonly item: OnTheTable }) => {
  const { readOn } = useMessages().home
  const formats = useFormats()
  const now = useNow()
  const { hold, loan, position } = item
  // A loan or a hold says too little of it.
  const book = useBookOfLoan(position === undefined ? item.book.id : null) ?? item.book
  return (
    <Paper component="li" withBorder p="sm">
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <BookCover book={book} width={64} />
        <Stack gap={4} flex={1} miw={0}>
          <Link to="/books/$bookId" params={{ bookId: book.id }} className="title-link">
            {book.title}
          </Link>
          <Text size="sm" c="dimmed" truncate>
            {book.author}
          </Text>
          {position !== undefined && (
            <>
              <Progress
                value={position.fraction * 100}
                size="sm"
                aria-label={readOn.behind(formats.percent(position.fraction))}
              />
              <Text size="xs">
                {readOn.behind(formats.percent(position.fraction))}
                {position.page !== null && ` · ${readOn.onPage(formats.number(position.page))}`}
              </Text>
            </>
          )}
          {loan !== undefined && position === undefined && <Text size="xs">{readOn.notBegun}</Text>}
          {loan !== undefined && (
            <Text size="xs" fw={600} {...(loan.status === "overdue" ? { c: "var(--mantine-color-error)" } : {})}>
              {(loan.status === "overdue" ? readOn.overdue : readOn.due)(formats.fromNow(loan.dueAt, now))}
            </Text>
          )}
          {hold !== undefined && hold.expiresAt !== null && (
            <Text size="xs" fw={600}>
              {readOn.kept(formats.date(hold.expiresAt))}
            </Text>
          )}
          {position !== undefined && (
            <Button
              size="compact-sm"
              variant="default"
              mt={4}
              style={{ alignSelf: "flex-start" }}
              renderRoot={(props) => (
                <Link to="/books/$bookId/read" params={{ bookId: book.id }} search={{}} {...props} />
              )}
              aria-label={`${readOn.continue}: ${book.title}`}
            >
              {readOn.continue}
            </Button>
          )}
        </Stack>
      </Group>
    </Paper>
  )
}

/** The books that the person has in hand, with where they stopped and when they are due. */
export const ReadOn = () => {
  const { readOn } = useMessages().home
  const read = useBooksBeingRead()
  const loans = useOpenLoans()
  const holds = useReadyHolds()
  const failed = [read, loans, holds].find(({ data, error }) => data === undefined && error !== null)
  const table = tableOf({
    read: read.data?.items ?? [],
    loans: loans.data?.items ?? [],
    holds: holds.data?.items ?? []
  })
  const isWaiting = failed === undefined && (read.data === undefined || loans.data === undefined)
  return (
    <section aria-labelledby="read-on-title">
      <Title order={2} size="h3" mb="sm" id="read-on-title">
        {readOn.title}
      </Title>
      {failed !== undefined && <FailureAlert error={failed.error} onRetry={() => void failed.refetch()} />}
      {isWaiting ? (
        <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }} aria-hidden>
          <Skeleton height={112} />
          <Skeleton height={112} />
        </SimpleGrid>
      ) : table.length > 0 ? (
        <SimpleGrid component="ul" className="plain-list" cols={{ base: 1, sm: 2, xl: 3 }}>
          {table.map((item) => (
            <Place key={item.book.id} item={item} />
          ))}
        </SimpleGrid>
      ) : (
        failed === undefined && (
          <Nothing title={readOn.nothing}>
            <Button variant="default" component={Link} to="/books">
              {readOn.find}
            </Button>
          </Nothing>
        )
      )}
    </section>
  )
}
