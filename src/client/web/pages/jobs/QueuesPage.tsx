import { Alert, SimpleGrid, Title } from "@mantine/core"
import { IconInfoCircle } from "@tabler/icons-react"
import { createLazyRoute } from "@tanstack/react-router"
import { failureOf } from "../../connection/Failure.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { DeadLetters } from "./DeadLetters.tsx"
import { KindTable } from "./KindTable.tsx"
import { QueueCard } from "./QueueCards.tsx"
import { useKinds, useQueues } from "./QueueQueries.ts"

const Kinds = () => {
  const { queues } = useMessages().jobs
  const query = useKinds()
  return (
    <div>
      <Title order={2} size="h3" mt="xl" mb="sm">
        {queues.kinds}
      </Title>
      <Loaded query={query}>{({ items }) => <KindTable items={items} />}</Loaded>
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
