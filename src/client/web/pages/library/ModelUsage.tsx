import { Alert, Progress, Stack, Table, Text } from "@mantine/core"
import type { Usage } from "#contract/intelligence/UsageApi.ts"
import { useLanguage, useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { Section } from "../../parts/Section.tsx"
import { WideTable } from "../../parts/WideTable.tsx"
import { useUsage } from "./LibraryQueries.ts"
import { TokenBudget } from "./TokenBudget.tsx"

const useDollars = () => {
  const language = useLanguage()
  return (cost: number) =>
    new Intl.NumberFormat(language, { style: "currency", currency: "USD", maximumFractionDigits: 2 }).format(cost)
}

const UsageSoFar = ({ usage }: { readonly usage: Usage }) => {
  const { budget } = useMessages().library
  const { number } = useFormats()
  const dollars = useDollars()
  const used = usage.inputTokens + usage.outputTokens
  const limit = usage.tokenBudgetPerMonth
  const said = limit === null ? budget.unlimited(number(used)) : budget.used(number(used), number(limit))
  return (
    <Stack gap="xs">
      <Text>
        {said}
        {usage.tokensLeft !== null && ` · ${budget.left(number(Math.max(0, usage.tokensLeft)))}`}
        {usage.costUsd > 0 && ` · ${budget.cost(dollars(usage.costUsd))}`}
      </Text>
      {limit !== null && <Progress value={limit === 0 ? 100 : Math.min(100, (used / limit) * 100)} aria-label={said} />}
      {usage.tokensLeft !== null && usage.tokensLeft <= 0 && <Alert color="yellow">{budget.over}</Alert>}
      {usage.items.length === 0 ? (
        <Text size="sm" c="dimmed">
          {budget.nothing}
        </Text>
      ) : (
        <WideTable
          caption={budget.table}
          columns={[
            { label: budget.purpose },
            { label: budget.model },
            { label: budget.calls, isNumber: true },
            { label: budget.tokensIn, isNumber: true },
            { label: budget.tokensOut, isNumber: true },
            { label: budget.costColumn, isNumber: true }
          ]}
        >
          {usage.items.map(({ calls, costUsd, inputTokens, model, outputTokens, purpose }) => (
            <Table.Tr key={`${purpose} ${model}`}>
              <Table.Th scope="row">{budget.purposes(purpose)}</Table.Th>
              <Table.Td>{model}</Table.Td>
              <Table.Td ta="right">{number(calls)}</Table.Td>
              <Table.Td ta="right">{number(inputTokens)}</Table.Td>
              <Table.Td ta="right">{number(outputTokens)}</Table.Td>
              <Table.Td ta="right">{costUsd === 0 ? "–" : dollars(costUsd)}</Table.Td>
            </Table.Tr>
          ))}
        </WideTable>
      )}
    </Stack>
  )
}

/** What language models took this month, and how much they may take. */
export const ModelUsage = ({ budget }: { readonly budget: number | null }) => {
  const words = useMessages().library.budget
  return (
    <Section title={words.title} lead={words.lead}>
      <Stack gap="lg">
        <Loaded query={useUsage()}>{(usage) => <UsageSoFar usage={usage} />}</Loaded>
        <TokenBudget budget={budget} />
      </Stack>
    </Section>
  )
}
