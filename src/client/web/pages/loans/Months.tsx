import "@mantine/charts/styles.css"
import { BarChart } from "@mantine/charts"
import { Paper, Table, Text } from "@mantine/core"
import { DateTime } from "effect"
import type { LoanStatistics } from "#contract/circulation/Loan.ts"
import { useLanguage, useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"

interface MonthsProps {
  readonly months: LoanStatistics["byMonth"]
  readonly height: number
}

/** Borrowed and returned, month by month: drawn, and the same numbers as a table. */
export const Months = ({ height, months }: MonthsProps) => {
  const { history } = useMessages().loans
  const { number } = useFormats()
  const language = useLanguage()
  const name = new Intl.DateTimeFormat(language, { month: "short", year: "2-digit", timeZone: "UTC" })
  const long = new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" })
  if (months.length === 0) return <Text>{history.noMonths}</Text>
  const data = [...months]
    .toSorted((one, other) => one.month.localeCompare(other.month))
    .map(({ borrowed, month, returned }) => ({
      month: DateTime.toDate(DateTime.makeUnsafe(`${month}-15T00:00:00Z`)),
      borrowed,
      returned
    }))
  return (
    <Paper withBorder p="md">
      <div aria-hidden>
        <BarChart
          h={height}
          data={data.map(({ borrowed, month, returned }) => ({ month: name.format(month), borrowed, returned }))}
          dataKey="month"
          withLegend
          maxBarWidth={40}
          yAxisProps={{ allowDecimals: false, width: 32 }}
          barChartProps={{ accessibilityLayer: false }}
          series={[
            { name: "borrowed", label: history.borrowed, color: "harbour.6" },
            { name: "returned", label: history.returned, color: "orange.6" }
          ]}
        />
      </div>
      <details>
        <summary>{history.asTable}</summary>
        <Table mt="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{history.month}</Table.Th>
              <Table.Th scope="col" ta="right">
                {history.borrowed}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {history.returned}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map(({ borrowed, month, returned }) => (
              <Table.Tr key={month.toISOString()}>
                <Table.Th scope="row" fw={400}>
                  {long.format(month)}
                </Table.Th>
                <Table.Td ta="right">{number(borrowed)}</Table.Td>
                <Table.Td ta="right">{number(returned)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </details>
    </Paper>
  )
}
