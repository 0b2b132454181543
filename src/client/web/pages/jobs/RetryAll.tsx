import { NumberInput, Radio, Select, Stack } from "@mantine/core"
import { useState } from "react"
import { maxDeadLetters } from "#contract/operations/DeadLetters.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Confirm } from "../../parts/Confirm.tsx"
import { useKinds, useRetryAll } from "./QueueQueries.ts"

const usualLimit = 1000
const slowest = 0.01
const fastest = 1000

/** Tries many dead letters again: which, how many, and how fast. */
export const RetryAll = ({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) => {
  const { jobs } = useMessages()
  const { queues } = jobs
  const kinds = useKinds(isOpen)
  const retry = useRetryAll()
  const [how, setHow] = useState("same")
  const [kind, setKind] = useState<string | null>(null)
  const [rate, setRate] = useState<number | string>("")
  const [limit, setLimit] = useState<number | string>(usualLimit)
  const failed = [...new Set((kinds.data?.items ?? []).flatMap((item) => (item.state === "failed" ? [item.kind] : [])))]
  const send = () =>
    retry.mutate(
      {
        isNew: how === "new",
        order: {
          filter: kind === null ? {} : { kind },
          limit: typeof limit === "number" ? limit : usualLimit,
          ...(typeof rate === "number" ? { ratePerSecond: rate } : {})
        }
      },
      { onSuccess: onClose }
    )
  return (
    <Confirm
      isOpen={isOpen}
      title={queues.retryTitle}
      action={queues.start}
      isDangerous={false}
      isPending={retry.isPending}
      error={retry.error}
      onConfirm={send}
      onClose={onClose}
    >
      <Radio.Group label={queues.how} value={how} onChange={setHow}>
        <Stack gap="xs" mt={6}>
          <Radio value="same" label={queues.same} />
          <Radio value="new" label={queues.asNew} />
        </Stack>
      </Radio.Group>
      <Select
        label={jobs.type}
        placeholder={jobs.anyType}
        data={failed.map((value) => ({ value, label: jobs.kindName(value) }))}
        value={kind}
        onChange={setKind}
        clearable
        clearButtonProps={{ "aria-label": `${jobs.clear}: ${jobs.type}` }}
      />
      <NumberInput
        label={queues.rate}
        description={queues.rateHint}
        min={slowest}
        max={fastest}
        value={rate}
        onChange={setRate}
      />
      <NumberInput
        label={queues.limit}
        min={1}
        max={maxDeadLetters}
        allowDecimal={false}
        value={limit}
        onChange={setLimit}
      />
    </Confirm>
  )
}
