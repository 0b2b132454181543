import { Button, SimpleGrid, Text, Title } from "@mantine/core"
import { IconChartBar } from "@tabler/icons-react"
import { createLazyRoute, Link } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { Endless } from "../../parts/Endless.tsx"
import { Nothing } from "../../parts/Nothing.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { HoldCard } from "./HoldCard.tsx"
import { LoanCard } from "./LoanCard.tsx"
import { useMyHolds, useMyLoans } from "./LoanQueries.ts"
import "./loans.css"

const columns = { base: 1, lg: 2 }

const LoansPage = () => {
  const { loans } = useMessages()
  const mine = useMyLoans()
  const holds = useMyHolds()
  return (
    <>
      <PageTitle title={loans.title} lead={loans.lead}>
        <Button
          variant="default"
          leftSection={<IconChartBar size={18} aria-hidden />}
          renderRoot={(props) => <Link to="/loans/history" {...props} />}
        >
          {loans.toHistory}
        </Button>
      </PageTitle>
      <section aria-labelledby="at-home">
        <Title order={2} size="h3" mb="sm" id="at-home">
          {loans.atHome}
        </Title>
        <Endless
          query={mine}
          empty={
            <Nothing title={loans.nothingAtHome}>
              <Button renderRoot={(props) => <Link to="/books" {...props} />}>{loans.findOne}</Button>
            </Nothing>
          }
        >
          {(items) => (
            <SimpleGrid component="ul" cols={columns} className="cards">
              {items.map((loan) => (
                <LoanCard key={loan.id} loan={loan} />
              ))}
            </SimpleGrid>
          )}
        </Endless>
      </section>
      <section aria-labelledby="waiting-for">
        <Title order={2} size="h3" mt="xl" mb="sm" id="waiting-for">
          {loans.holds.title}
        </Title>
        <Endless
          query={holds}
          empty={
            <Nothing title={loans.holds.nothing}>
              <Text c="dimmed">{loans.holds.hint}</Text>
            </Nothing>
          }
        >
          {(items) => (
            <SimpleGrid component="ul" cols={columns} className="cards">
              {items.map((hold) => (
                <HoldCard key={hold.id} hold={hold} />
              ))}
            </SimpleGrid>
          )}
        </Endless>
      </section>
    </>
  )
}

export const route = createLazyRoute("/inside/loans")({ component: LoansPage })
