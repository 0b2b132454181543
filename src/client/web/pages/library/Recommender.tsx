import { Badge, Button, Group, Progress, Stack, Text } from "@mantine/core"
import { IconSchool } from "@tabler/icons-react"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Predicate } from "effect"
import { useEffect, useState } from "react"
import type { RecommenderModel } from "#contract/intelligence/RecommenderModel.ts"
import type { JobId, JobView } from "#contract/jobs/Job.ts"
import { useAttemptKeys } from "../../connection/AttemptKeys.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { Nothing } from "../../parts/Nothing.tsx"
import { useNow } from "../../parts/Now.ts"
import { Section } from "../../parts/Section.tsx"
import { isOver, useJob, useModels } from "./LibraryQueries.ts"

/** Whether there was too little to learn from. */
const isSkipped = ({ result }: JobView) => Predicate.hasProperty(result, "skipped")

/** How far the training is, in words and as a bar. */
const TrainingProgress = ({ job }: { readonly job: JobView }) => {
  const { models } = useMessages().library
  const { percent } = useFormats()
  const said = {
    pending: models.queued,
    running: models.running(percent(job.progress)),
    completed: isSkipped(job) ? models.skipped : models.done,
    failed: models.failed,
    cancelled: models.cancelled
  }[job.status]
  return (
    <Stack gap={4}>
      <Text size="sm" role="status">
        {said}
      </Text>
      {!isOver(job) && <Progress value={job.progress * 100} animated aria-label={said} />}
    </Stack>
  )
}

const Train = () => {
  const { models } = useMessages().library
  const { call } = useConnection()
  const queries = useQueryClient()
  const [jobId, setJobId] = useState<JobId>()
  const attempts = useAttemptKeys()
  const job = useJob(jobId).data
  const train = useMutation({
    mutationFn: () => call((api) => api.recommendations.train({ headers: attempts.headers("train") })),
    onSuccess: ({ jobId: id }) => {
      setJobId(id)
      attempts.done("train")
    }
  })
  const status = job?.status
  useEffect(() => {
    if (status === "completed") void queries.invalidateQueries({ queryKey: keys.models })
  }, [queries, status])
  const isRunning = jobId !== undefined && (job === undefined || !isOver(job))
  return (
    <Stack>
      <Group>
        <Button
          variant="default"
          leftSection={<IconSchool size={16} aria-hidden />}
          loading={train.isPending}
          disabled={isRunning}
          onClick={() => train.mutate()}
        >
          {models.train}
        </Button>
      </Group>
      {train.error !== null && <FailureAlert error={train.error} onRetry={() => train.mutate()} />}
      {job !== undefined && <TrainingProgress job={job} />}
    </Stack>
  )
}

const Model = ({ model }: { readonly model: RecommenderModel }) => {
  const { models } = useMessages().library
  const formats = useFormats()
  const now = useNow()
  return (
    <Stack component="li" gap={2}>
      <Group gap="xs">
        <Text fw={600}>{models.version(model.version)}</Text>
        {model.isActive && (
          <Badge size="sm" color="harbour.8">
            {models.active}
          </Badge>
        )}
        <Text size="sm" c="dimmed">
          {formats.fromNow(model.trainedAt, now)} · {model.kind.toUpperCase()}
        </Text>
      </Group>
      <Text size="sm">
        {models.learned(model.readers, model.books)} ·{" "}
        {models.quality(formats.decimal(model.quality.ndcgAt10, 2), formats.decimal(model.quality.popularNdcgAt10, 2))}
      </Text>
    </Stack>
  )
}

/** What the library learned from its readers, and how to have it learn now. */
export const Recommender = () => {
  const { models } = useMessages().library
  return (
    <Section title={models.title} lead={models.lead}>
      <Stack>
        <Train />
        <Loaded query={useModels()}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title={models.nothing}>
                <Text size="sm">{models.nothingLead}</Text>
              </Nothing>
            ) : (
              <Stack component="ul" className="plain-list">
                {items.map((model) => (
                  <Model key={model.version} model={model} />
                ))}
              </Stack>
            )
          }
        </Loaded>
      </Stack>
    </Section>
  )
}
