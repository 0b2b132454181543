import { Anchor, Group, Select, Table, Text } from "@mantine/core"
import { createLazyRoute, useNavigate, useSearch } from "@tanstack/react-router"
import { JobStatus, type JobView } from "#contract/jobs/Job.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Endless } from "../../parts/Endless.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Nothing } from "../../parts/Nothing.tsx"
import { useNow } from "../../parts/Now.ts"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { WideTable } from "../../parts/WideTable.tsx"
import { JobDetails } from "./JobDetails.tsx"
import { useJobs, useWorkNow } from "./JobQueries.ts"
import { JobStanding } from "./JobStanding.tsx"

interface RowProps {
  readonly job: JobView
  /** As was heard since. */
  readonly now: Pick<JobView, "phase" | "progress" | "status"> | undefined
  readonly onOpen: () => void
}

const Row = ({ job, now, onOpen }: RowProps) => {
  const { jobs } = useMessages()
  const { dateTime, fromNow } = useFormats()
  const time = useNow()
  const isOver = job.status !== "pending" && job.status !== "running"
  const { phase, progress, status } = isOver ? job : (now ?? job)
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Anchor
          component="button"
          type="button"
          className="tall-link"
          fw={600}
          c="inherit"
          ta="start"
          underline="always"
          aria-label={jobs.detailsOf(jobs.kindName(job.type), dateTime(job.queuedAt))}
          onClick={onOpen}
        >
          {jobs.kindName(job.type)}
        </Anchor>
        <Text size="xs" c="dimmed">
          {job.type}
        </Text>
      </Table.Th>
      <Table.Td miw={160}>
        <JobStanding phase={phase} progress={progress} status={status} />
      </Table.Td>
      <Table.Td>{`${job.attempts} / ${job.maxAttempts}`}</Table.Td>
      <Table.Td>
        <Text size="sm">{fromNow(job.queuedAt, time)}</Text>
        <Text size="xs" c="dimmed">
          {dateTime(job.queuedAt)}
        </Text>
      </Table.Td>
    </Table.Tr>
  )
}

const JobsPage = () => {
  const { jobs } = useMessages()
  const { job, ...filter } = useSearch({ from: "/inside/desk/jobs" })
  const navigate = useNavigate()
  const query = useJobs(filter)
  const works = useWorkNow()
  const go = (change: {
    readonly status?: string | null
    readonly type?: string | null
    readonly job?: string | null
  }) => {
    const search = Object.fromEntries(
      Object.entries({ ...filter, ...(job === undefined ? {} : { job }), ...change }).filter(
        ([, value]) => value !== null && value !== undefined
      )
    )
    void navigate({ to: "/desk/jobs", search, replace: true })
  }
  const types = Object.entries(jobs.kindNames).map(([value, label]) => ({ value, label }))
  const isOtherType = filter.type !== undefined && !(filter.type in jobs.kindNames)
  return (
    <>
      <PageTitle title={jobs.title} lead={jobs.lead} />
      <Group mb="lg" align="flex-end">
        <Select
          label={jobs.status}
          placeholder={jobs.anyStatus}
          data={JobStatus.literals.map((value) => ({ value, label: jobs.statuses[value] }))}
          value={filter.status ?? null}
          onChange={(status) => go({ status })}
          clearable
          clearButtonProps={{ "aria-label": `${jobs.clear}: ${jobs.status}` }}
        />
        <Select
          label={jobs.type}
          placeholder={jobs.anyType}
          data={isOtherType ? [{ value: filter.type ?? "", label: filter.type ?? "" }, ...types] : types}
          value={filter.type ?? null}
          onChange={(type) => go({ type })}
          searchable
          clearable
          clearButtonProps={{ "aria-label": `${jobs.clear}: ${jobs.type}` }}
        />
      </Group>
      <Endless
        query={query}
        empty={
          <Nothing title={jobs.nothing}>
            <Text c="dimmed">{jobs.nothingHint}</Text>
          </Nothing>
        }
      >
        {(items) => (
          <WideTable
            caption={jobs.caption}
            columns={[{ label: jobs.type }, { label: jobs.status }, { label: jobs.attempts }, { label: jobs.queued }]}
          >
            {items.map((item) => (
              <Row key={item.id} job={item} now={works.get(item.id)} onOpen={() => go({ job: item.id })} />
            ))}
          </WideTable>
        )}
      </Endless>
      <JobDetails id={job} onClose={() => go({ job: null })} />
    </>
  )
}

export const route = createLazyRoute("/inside/desk/jobs")({ component: JobsPage })
