import { Alert, Anchor, Button, Code, Drawer, Group, Stack, Text, Title } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import { DateTime } from "effect"
import type { ReactNode } from "react"
import type { JobView } from "#contract/jobs/Job.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { useJob, useJobActions, useWorkNow } from "./JobQueries.ts"
import { JobStanding } from "./JobStanding.tsx"

const indentation = 2

const Fact = ({ children, name }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <Text component="dt" size="sm" c="dimmed">
      {name}
    </Text>
    <Text component="dd" m={0} style={{ overflowWrap: "anywhere" }}>
      {children}
    </Text>
  </div>
)

/** What the work is about, as far as there is a page for it. */
const Related = ({ relatedId, type }: { readonly relatedId: string; readonly type: string }) => {
  const { jobs } = useMessages()
  if (type.startsWith("workspace.")) {
    return (
      <Anchor
        renderRoot={(props) => <Link to="/documents/$documentId" params={{ documentId: relatedId }} {...props} />}
      >
        {jobs.showDocument}
      </Anchor>
    )
  }
  if (!type.endsWith("-book") && !type.endsWith("-cover") && !type.endsWith("-tags") && !type.endsWith("-consensus")) {
    return <Code>{relatedId}</Code>
  }
  return (
    <Anchor renderRoot={(props) => <Link to="/books/$bookId" params={{ bookId: relatedId }} {...props} />}>
      {jobs.showBook}
    </Anchor>
  )
}

const Facts = ({ job }: { readonly job: JobView }) => {
  const { jobs } = useMessages()
  const { dateTime } = useFormats()
  const at = (name: string, time: DateTime.Utc | null) =>
    time === null ? null : <Fact name={name}>{dateTime(time)}</Fact>
  return (
    <Stack component="dl" gap="sm" m={0}>
      <Fact name={jobs.type}>
        {jobs.kindName(job.type)} <Code>{job.type}</Code>
      </Fact>
      <Fact name={jobs.attempts}>{`${job.attempts} / ${job.maxAttempts}`}</Fact>
      {job.phase !== null && <Fact name={jobs.phase}>{jobs.phaseName(job.phase)}</Fact>}
      {job.relatedId !== null && (
        <Fact name={jobs.relatedTo}>
          <Related relatedId={job.relatedId} type={job.type} />
        </Fact>
      )}
      {at(jobs.queued, job.queuedAt)}
      {job.status === "pending" && at(jobs.runAt, job.runAt)}
      {at(jobs.started, job.startedAt)}
      {at(jobs.finished, job.finishedAt)}
      <Fact name={jobs.id}>
        <Code>{job.id}</Code>
      </Fact>
      {job.traceId !== null && (
        <Fact name={jobs.trace}>
          <Code>{job.traceId}</Code>
        </Fact>
      )}
    </Stack>
  )
}

const Job = ({ job }: { readonly job: JobView }) => {
  const { failures, jobs } = useMessages()
  const { dateTime } = useFormats()
  const { cancel, retry } = useJobActions(job.id)
  const now = useWorkNow().get(job.id)
  const isOpen = job.status === "pending" || job.status === "running"
  const error = retry.error ?? cancel.error
  return (
    <Stack>
      <div role="status">
        <JobStanding
          {...job}
          {...(now === undefined ? {} : { phase: now.phase, progress: now.progress, status: now.status })}
        />
      </div>
      <Group gap="xs">
        {(job.status === "failed" || job.status === "cancelled") && (
          <Button loading={retry.isPending} onClick={() => retry.mutate()}>
            {jobs.retry}
          </Button>
        )}
        {isOpen && (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {jobs.cancel}
          </Button>
        )}
      </Group>
      {error !== null && <FailureAlert error={error} />}
      <Facts job={job} />
      {job.errors.length > 0 && (
        <section>
          <Title order={3} size="h5" mb="xs">
            {jobs.errors}
          </Title>
          <Stack gap="xs">
            {job.errors.toReversed().map(({ at, attempt, code, message }) => (
              <Alert
                key={`${attempt} ${DateTime.formatIso(at)}`}
                color="gray"
                role="note"
                title={`${jobs.attempt(attempt)} · ${dateTime(at)}`}
              >
                <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                  {failures.byCode(code)?.title ?? message}
                </Text>
                {failures.byCode(code) !== undefined && (
                  <Text size="xs" style={{ overflowWrap: "anywhere" }}>
                    {message}
                  </Text>
                )}
                <Code>{code}</Code>
              </Alert>
            ))}
          </Stack>
        </section>
      )}
      {job.result !== null && (
        <section>
          <Title order={3} size="h5" mb="xs">
            {jobs.result}
          </Title>
          <Code block tabIndex={0}>
            {JSON.stringify(job.result, undefined, indentation)}
          </Code>
        </section>
      )}
    </Stack>
  )
}

/** All there is to know of a job, at the side of the list. */
export const JobDetails = ({ id, onClose }: { readonly id: string | undefined; readonly onClose: () => void }) => {
  const { actions, jobs } = useMessages()
  const query = useJob(id)
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size="md"
      title={jobs.details}
      closeButtonProps={{ "aria-label": actions.close }}
    >
      {id !== undefined && <Loaded query={query}>{(job) => <Job key={job.id} job={job} />}</Loaded>}
    </Drawer>
  )
}
