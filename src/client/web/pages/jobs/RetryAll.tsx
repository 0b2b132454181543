import { NumberInput, Radio, Select, Stack } from "@mantine/core"
import { useState } from "react"
import { maxDeadLetters } from "#contract/operations/DeadLetters.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Confirm } from "../../parts/Confirm.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useRetryAll } from "./QueueQueries.ts"

const usualLimit = 1000
const slowest = 0.01
const fastest = 1000

const isBetween = (value: number | string, least: number, most: number): value is number =>
  typeof value === "number" && value >= least && value <= most
const isLimit = (value: number | string): value is number => isBetween(value, 1, maxDeadLetters)
const isRate = (value: number | string): value is number => isBetween(value, slowest, fastest)

interface RetryAllProps {
  /** The kind that is looked at, if not all. */
  readonly kind: string | null
  /** The kinds to choose from. */
  readonly kinds: ReadonlyArray<string>
  readonly onClose: () => void
}

/** Tries many dead letters again: which, how many, and how fast. */
export const RetryAll = ({ kind: kindShown, kinds, onClose }: RetryAllProps) => {
  const { jobs } = useMessages()
  const { queues } = jobs
  const { number } = useFormats()
  const retry = useRetryAll()
  const [how, setHow] = useState("same")
  const [kind, setKind] = useState(kindShown)
  const [rate, setRate] = useState<number | string>("")
  const [limit, setLimit] = useState<number | string>(usualLimit)
  const [isChecked, setChecked] = useState(false)
  const isRateWrong = rate !== "" && !isRate(rate)
  const send = () => {
    setChecked(true)
    if (!isLimit(limit) || isRateWrong) return
    const order = {
      filter: kind === null ? {} : { kind },
      limit,
      ...(isRate(rate) ? { ratePerSecond: rate } : {})
    }
    retry.mutate({ isNew: how === "new", order }, { onSuccess: onClose })
  }
  return (
    <Confirm
      isOpen
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
        data={kinds.map((value) => ({ value, label: jobs.kindName(value) }))}
        value={kind}
        onChange={setKind}
        clearable
        clearButtonProps={{ "aria-label": `${jobs.clear}: ${jobs.type}` }}
      />
      <NumberInput
        label={queues.limit}
        description={queues.limitHint}
        required
        allowDecimal={false}
        allowNegative={false}
        hideControls
        value={limit}
        onChange={setLimit}
        error={isChecked && !isLimit(limit) ? queues.limitWrong(number(maxDeadLetters)) : undefined}
      />
      <NumberInput
        label={queues.rate}
        description={queues.rateHint}
        allowNegative={false}
        hideControls
        value={rate}
        onChange={setRate}
        error={isChecked && isRateWrong ? queues.rateWrong(number(slowest), number(fastest)) : undefined}
      />
    </Confirm>
  )
}
