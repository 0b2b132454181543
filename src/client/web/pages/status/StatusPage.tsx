import { Alert, Anchor, Button, Group, List, SimpleGrid, Stack, Text } from "@mantine/core"
import { IconAlertTriangle, IconCircleCheck, IconClock, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { createLazyRoute, Link } from "@tanstack/react-router"
import type { QueueSummary } from "#contract/operations/Queue.ts"
import { JobStatus } from "#contract/jobs/Job.ts"
import type { Status } from "#contract/operations/StatusApi.ts"
import { hasRole, useConnection, useUser } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { Section } from "../../parts/Section.tsx"

const refetchInterval = 10_000

const Dependencies = ({ status }: { readonly status: Status }) => {
  const { status: words } = useMessages()
  return (
    <List listStyleType="none" spacing="xs">
      {Object.entries(status.dependencies).map(([name, state]) => {
        const Icon = state === "up" ? IconCircleCheck : IconAlertTriangle
        return (
          <List.Item key={name} icon={<Icon size={20} aria-hidden />}>
            <Text span fw={600}>
              {words.dependency(name)}
            </Text>
            {": "}
            <Text span fw={state === "up" ? 400 : 700}>
              {words.states[state]}
            </Text>
          </List.Item>
        )
      })}
    </List>
  )
}

const QueueItem = ({ view }: { readonly view: QueueSummary }) => {
  const { status: words } = useMessages()
  const { duration } = useFormats()
  const Icon = view.paused ? IconPlayerPause : IconPlayerPlay
  return (
    <List.Item icon={<Icon size={20} aria-hidden />}>
      <Text span fw={600}>
        {view.queue}
      </Text>
      {`: ${view.paused ? words.paused : words.going} · `}
      {view.oldestReadySeconds === null ? words.idle : words.oldest(duration(view.oldestReadySeconds))}
    </List.Item>
  )
}

const Jobs = ({ jobs: counts }: Pick<Status, "jobs">) => {
  const { jobs, status: words } = useMessages()
  const { number } = useFormats()
  return (
    <Stack>
      <SimpleGrid component="dl" cols={{ base: 2, sm: 5 }} m={0}>
        {JobStatus.literals.map((state) => (
          <div key={state}>
            <Text component="dt" size="sm" c="dimmed">
              {jobs.statuses[state]}
            </Text>
            <Text component="dd" m={0} fz={24} fw={600}>
              <Anchor
                inherit
                aria-label={`${jobs.statuses[state]}: ${number(counts[state])}`}
                renderRoot={(props) => <Link to="/desk/jobs" search={{ status: state }} {...props} />}
              >
                {number(counts[state])}
              </Anchor>
            </Text>
          </div>
        ))}
      </SimpleGrid>
      <Group>
        <Button variant="default" size="xs" renderRoot={(props) => <Link to="/desk/jobs" {...props} />}>
          {words.toJobs}
        </Button>
      </Group>
    </Stack>
  )
}

const About = ({ status }: { readonly status: Status }) => {
  const { status: words } = useMessages()
  const { duration } = useFormats()
  const facts = [
    [words.version, status.version],
    [words.uptime, duration(status.uptimeSeconds)],
    [words.profile, words.profiles[status.profile]]
  ] as const
  return (
    <Stack component="dl" gap="xs" m={0}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" m={0}>
            {value}
          </Text>
        </div>
      ))}
    </Stack>
  )
}

/** Something may be missing without which requests are answered all the same. */
const overallOf = ({ dependencies, status }: Status) =>
  status === "ready" && Object.values(dependencies).includes("down") ? "lacking" : status

const Overall = ({ status }: { readonly status: Status }) => {
  const { status: words } = useMessages()
  const overall = overallOf(status)
  const isReady = overall === "ready"
  const Icon = isReady ? IconCircleCheck : overall === "draining" ? IconClock : IconAlertTriangle
  return (
    <Alert
      role="status"
      color={isReady ? "green" : "orange"}
      variant="outline"
      icon={<Icon aria-hidden />}
      title={words.statuses[overall]}
      styles={{ title: { color: "var(--mantine-color-text)" } }}
    >
      {words.advice[overall]}
    </Alert>
  )
}

const StatusPage = () => {
  const { status: words } = useMessages()
  const { call } = useConnection()
  const user = useUser()
  const query = useQuery({
    queryKey: keys.status,
    queryFn: ({ signal }) => call((api) => api.status.get(), { signal }),
    refetchInterval
  })
  return (
    <>
      <PageTitle title={words.title} lead={words.lead} />
      <Loaded query={query}>
        {(status) => (
          <Stack>
            {query.error !== null && <FailureAlert error={query.error} onRetry={() => void query.refetch()} />}
            <Overall status={status} />
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <Section title={words.dependencies}>
                <Dependencies status={status} />
              </Section>
              <Section title={words.queues}>
                <Stack>
                  <List listStyleType="none" spacing="xs">
                    {status.queues.map((view) => (
                      <QueueItem key={view.queue} view={view} />
                    ))}
                  </List>
                  {hasRole(user, "admin") && (
                    <Group>
                      <Button
                        variant="default"
                        size="xs"
                        renderRoot={(props) => <Link to="/admin/queues" {...props} />}
                      >
                        {words.toQueues}
                      </Button>
                    </Group>
                  )}
                </Stack>
              </Section>
              <Section title={words.jobs}>
                <Jobs jobs={status.jobs} />
              </Section>
              <Section title={words.about}>
                <About status={status} />
              </Section>
            </SimpleGrid>
          </Stack>
        )}
      </Loaded>
    </>
  )
}

export const route = createLazyRoute("/inside/desk/status")({ component: StatusPage })
