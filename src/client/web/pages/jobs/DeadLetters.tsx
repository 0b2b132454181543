import { Button, Code, Group, Select, Stack, Table, Text, Title } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { useState } from "react"
import type { OperatorJob } from "#contract/operations/OperatorJob.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Endless } from "../../parts/Endless.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Nothing } from "../../parts/Nothing.tsx"
import { WideTable } from "../../parts/WideTable.tsx"
import { useDeadLetters, useFailedKinds, useRetryDeadLetter } from "./QueueQueries.ts"
import { RetryAll } from "./RetryAll.tsx"

const Row = ({ job }: { readonly job: OperatorJob }) => {
  const { failures, jobs } = useMessages()
  const { dateTime } = useFormats()
  const retry = useRetryDeadLetter(job.id)
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Text fw={600}>{jobs.kindName(job.kind)}</Text>
        <Text size="xs" c="dimmed">
          {`${job.queue} · ${job.kind}`}
        </Text>
      </Table.Th>
      <Table.Td miw={220} style={{ overflowWrap: "anywhere" }}>
        {job.error !== null && (
          <>
            <Text size="sm">{failures.byCode(job.error.code)?.title ?? job.error.message}</Text>
            <Code>{job.error.code}</Code>
          </>
        )}
      </Table.Td>
      <Table.Td>{`${job.attempts} / ${job.maxAttempts}`}</Table.Td>
      <Table.Td>{job.finishedAt === null ? "" : dateTime(job.finishedAt)}</Table.Td>
      <Table.Td>
        <Button
          size="xs"
          variant="default"
          aria-label={jobs.queues.of(jobs.retry, `${jobs.kindName(job.kind)}, ${dateTime(job.queuedAt)}`)}
          loading={retry.isPending}
          onClick={() => retry.mutate()}
        >
          {jobs.retry}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}

/** Jobs that failed for good, to be tried again one by one or together. */
export const DeadLetters = () => {
  const { jobs } = useMessages()
  const { queues } = jobs
  const [kind, setKind] = useState<string | null>(null)
  const query = useDeadLetters(kind ?? undefined)
  const failed = useFailedKinds()
  const kinds = kind === null || failed.includes(kind) ? failed : [kind, ...failed]
  const [isAsking, { close, open }] = useDisclosure()
  return (
    <Stack mt="xl" gap="sm">
      <Group justify="space-between">
        <div>
          <Title order={2} size="h3">
            {queues.deadLetters}
          </Title>
          <Text c="dimmed">{queues.deadLead}</Text>
        </div>
        <Button variant="default" disabled={(query.data?.pages[0]?.total ?? 0) === 0} onClick={open}>
          {queues.retryAll}
        </Button>
      </Group>
      <Select
        label={queues.kind}
        placeholder={queues.anyKind}
        data={kinds.map((value) => ({ value, label: jobs.kindName(value) }))}
        value={kind}
        onChange={setKind}
        maw={320}
        clearable
        clearButtonProps={{ "aria-label": queues.of(jobs.clear, queues.kind) }}
      />
      <Endless query={query} empty={<Nothing title={queues.noDead} />}>
        {(items) => (
          <WideTable
            caption={queues.deadLetters}
            minWidth={760}
            columns={[
              { label: jobs.type },
              { label: queues.lastError },
              { label: jobs.attempts },
              { label: jobs.finished },
              { label: queues.actions, isHidden: true }
            ]}
          >
            {items.map((job) => (
              <Row key={job.id} job={job} />
            ))}
          </WideTable>
        )}
      </Endless>
      {isAsking && <RetryAll kind={kind} kinds={kinds} onClose={close} />}
    </Stack>
  )
}
