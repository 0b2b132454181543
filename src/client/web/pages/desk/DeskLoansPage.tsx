import { Box, Button, SegmentedControl, SimpleGrid, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { IconBookDownload } from "@tabler/icons-react"
import { createLazyRoute, useNavigate, useSearch } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { Endless } from "../../parts/Endless.tsx"
import { Nothing } from "../../parts/Nothing.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { WideTable } from "../../parts/WideTable.tsx"
import { ChooseBook, ChooseReader } from "./Choose.tsx"
import { DeskLoanRow } from "./DeskLoanRow.tsx"
import { type DeskFilter, useDeskLoans, useReadersNamed } from "./DeskQueries.ts"
import { LendBook } from "./LendBook.tsx"
import "../loans/loans.css"

const DeskLoansPage = () => {
  const { loans } = useMessages().desk
  const filter = useSearch({ from: "/inside/desk/loans" })
  const navigate = useNavigate()
  const [isLending, { close, open }] = useDisclosure()
  const query = useDeskLoans(filter)
  const readers = useReadersNamed(query.data?.pages.flatMap(({ items }) => items.map(({ userId }) => userId)) ?? [])
  const go = (change: { readonly [Name in keyof DeskFilter]: string | undefined }) => {
    const search = Object.fromEntries(
      Object.entries({ ...filter, ...change }).filter(([, value]) => value !== undefined && value !== "")
    )
    void navigate({ to: "/desk/loans", search, replace: true })
  }
  return (
    <>
      <PageTitle title={loans.title} lead={loans.lead}>
        <Button leftSection={<IconBookDownload size={18} aria-hidden />} onClick={open}>
          {loans.lend}
        </Button>
      </PageTitle>
      <Box mb="md" style={{ overflowX: "auto" }}>
        <SegmentedControl
          aria-label={loans.show}
          value={filter.show ?? ""}
          onChange={(show) => go({ show })}
          data={[
            { value: "", label: loans.all },
            { value: "active", label: loans.active },
            { value: "overdue", label: loans.overdue },
            { value: "returned", label: loans.returned }
          ]}
        />
      </Box>
      <SimpleGrid cols={{ base: 1, sm: 2 }} mb="lg">
        <ChooseReader
          label={loans.ofReader}
          placeholder={loans.anyone}
          value={filter.userId}
          onChange={(reader) => go({ userId: reader?.id })}
        />
        <ChooseBook
          label={loans.ofBook}
          placeholder={loans.anyBook}
          value={filter.bookId}
          onChange={(book) => go({ bookId: book?.id })}
        />
      </SimpleGrid>
      <Endless
        query={query}
        empty={
          filter.show === "overdue" ? (
            <Nothing title={loans.nothingOverdue}>
              <Text c="dimmed">{loans.nothingOverdueHint}</Text>
            </Nothing>
          ) : (
            <Nothing title={loans.nothing} />
          )
        }
      >
        {(items) => (
          <WideTable
            caption={loans.caption}
            minWidth={760}
            columns={[
              { label: loans.book },
              { label: loans.reader },
              { label: loans.borrowed },
              { label: loans.due },
              { label: loans.actions, isHidden: true }
            ]}
          >
            {items.map((loan) => (
              <DeskLoanRow
                key={loan.id}
                loan={loan}
                reader={loan.userId === null ? undefined : readers.get(loan.userId)}
              />
            ))}
          </WideTable>
        )}
      </Endless>
      <LendBook isOpen={isLending} onClose={close} />
    </>
  )
}

export const route = createLazyRoute("/inside/desk/loans")({ component: DeskLoansPage })
