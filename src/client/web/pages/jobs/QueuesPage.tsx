import { Alert, SimpleGrid, Table, Text, Title } from "@mantine/core"
import { IconInfoCircle } from "@tabler/icons-react"
import { createLazyRoute } from "@tanstack/react-router"
import type { KindView } from "#contract/operations/Queue.ts"
import { failureOf } from "../../connection/Failure.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { WideTable } from "../../parts/WideTable.tsx"
import { DeadLetters } from "./DeadLetters.tsx"
import { PauseButton } from "./PauseButton.tsx"
import { QueueCard } from "./QueueCards.tsx"
import { useKinds, useQueues } from "./QueueQueries.ts"

const KindRow = ({ view }: { readonly view: KindView }) => {
  const { jobs } = useMessages()
  const { number } = useFormats()
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Text fw={600}>{jobs.kindName(view.kind)}</Text>
        <Text size="xs" c="dimmed">
          {view.kind}
        </Text>
      </Table.Th>
      <Table.Td>{view.queue}</Table.Td>
      <Table.Td>
        {jobs.queues[view.state]}
        {view.paused && (
          <Text size="sm" fw={700}>
            {jobs.queues.paused}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">{number(view.count)}</Table.Td>
      <Table.Td>
        <PauseButton scope="kind" name={view.kind} shownName={jobs.kindName(view.kind)} isPaused={view.paused} />
      </Table.Td>
    </Table.Tr>
  )
}

const Kinds = () => {
  const { queues } = useMessages().jobs
  const query = useKinds(true)
  return (
    <div>
      <Title order={2} size="h3" mt="xl" mb="sm">
        {queues.kinds}
      </Title>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Text c="dimmed">{queues.noKinds}</Text>
          ) : (
            <WideTable
              caption={queues.kinds}
              columns={[
                { label: queues.kind },
                { label: queues.queue },
                { label: queues.state },
                { label: queues.count, isNumber: true },
                { label: queues.actions, isHidden: true }
              ]}
            >
              {items.map((view) => (
                <KindRow key={`${view.kind} ${view.queue} ${view.state}`} view={view} />
              ))}
            </WideTable>
          )
        }
      </Loaded>
    </div>
  )
}

const QueuesPage = () => {
  const { queues } = useMessages().jobs
  const query = useQueues()
  const isRefused = query.error !== null && failureOf(query.error).code === "FORBIDDEN"
  return (
    <>
      <PageTitle title={queues.title} lead={queues.lead} />
      {isRefused ? (
        <Alert color="gray" icon={<IconInfoCircle aria-hidden />}>
          {queues.onlyOperators}
        </Alert>
      ) : (
        <Loaded query={query}>
          {({ items }) => (
            <>
              <SimpleGrid cols={{ base: 1, md: 2 }}>
                {items.map((view) => (
                  <QueueCard key={view.queue} view={view} />
                ))}
              </SimpleGrid>
              <Kinds />
              <DeadLetters />
            </>
          )}
        </Loaded>
      )}
    </>
  )
}

export const route = createLazyRoute("/inside/admin/queues")({ component: QueuesPage })
