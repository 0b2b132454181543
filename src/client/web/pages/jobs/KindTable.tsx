import { Table, Text } from "@mantine/core"
import type { KindView } from "#contract/operations/Queue.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { WideTable } from "../../parts/WideTable.tsx"
import { PauseButton } from "./PauseButton.tsx"

/** The counts of each kind in each queue, side by side. */
const rowsOf = (items: ReadonlyArray<KindView>) => {
  const rows = new Map<string, Pick<KindView, "kind" | "paused" | "queue"> & { readonly views: Array<KindView> }>()
  for (const view of items) {
    const { kind, paused, queue } = view
    const key = `${queue} ${kind}`
    const row = rows.get(key)
    if (row === undefined) rows.set(key, { kind, paused, queue, views: [view] })
    else row.views.push(view)
  }
  return [...rows].map(([key, { views, ...row }]) => ({
    ...row,
    key,
    countOf: (state: KindView["state"]) => views.find((view) => view.state === state)?.count ?? 0
  }))
}

/** Every kind of work of which something waits, runs or failed, and the way to stop it. */
export const KindTable = ({ items }: { readonly items: ReadonlyArray<KindView> }) => {
  const { jobs } = useMessages()
  const { queues } = jobs
  const { number } = useFormats()
  if (items.length === 0) return <Text c="dimmed">{queues.noKinds}</Text>
  return (
    <WideTable
      caption={queues.kinds}
      minWidth={760}
      columns={[
        { label: queues.kind },
        { label: queues.state },
        { label: queues.ready, isNumber: true },
        { label: queues.waiting, isNumber: true },
        { label: queues.running, isNumber: true },
        { label: queues.failed, isNumber: true },
        { label: queues.actions, isHidden: true }
      ]}
    >
      {rowsOf(items).map(({ countOf, key, kind, paused, queue }) => (
        <Table.Tr key={key}>
          <Table.Th scope="row" fw={400}>
            <Text fw={600}>{jobs.kindName(kind)}</Text>
            <Text size="xs" c="dimmed">
              {`${queue} · ${kind}`}
            </Text>
          </Table.Th>
          <Table.Td fw={paused ? 700 : 400}>{paused ? queues.paused : queues.going}</Table.Td>
          <Table.Td ta="right">{number(countOf("ready"))}</Table.Td>
          <Table.Td ta="right">{number(countOf("waiting"))}</Table.Td>
          <Table.Td ta="right">{number(countOf("running"))}</Table.Td>
          <Table.Td ta="right">{number(countOf("failed"))}</Table.Td>
          <Table.Td ta="right">
            <PauseButton scope="kind" name={kind} shownName={jobs.kindName(kind)} isPaused={paused} />
          </Table.Td>
        </Table.Tr>
      ))}
    </WideTable>
  )
}
