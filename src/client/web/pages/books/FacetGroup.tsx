import { Button, Checkbox, Fieldset, Stack } from "@mantine/core"
import { useState } from "react"
import { useFormats } from "../../parts/Formats.ts"
import { useMessages } from "../../messages/Messages.tsx"

interface Value {
  readonly value: string
  readonly count: number
}

interface FacetGroupProps {
  readonly label: string
  readonly values: ReadonlyArray<Value>
  readonly chosen: ReadonlyArray<string>
  readonly onChange: (value: string, isChosen: boolean) => void
  /** How a value is called; left out: as it is. */
  readonly nameOf?: (value: string) => string
}

const fewest = 6
const isSame = (one: string) => (other: string) => one.localeCompare(other, undefined, { sensitivity: "base" }) === 0

/** What is chosen stays to be seen, also where nothing is found with it. */
const withChosen = (values: ReadonlyArray<Value>, chosen: ReadonlyArray<string>) => [
  ...chosen.filter((one) => !values.some(({ value }) => isSame(one)(value))).map((value) => ({ value, count: 0 })),
  ...values
]

/** One way to narrow the list down: the most frequent values, with how many books have each. */
export const FacetGroup = ({ chosen, label, nameOf = (value) => value, onChange, values }: FacetGroupProps) => {
  const { books } = useMessages()
  const { number } = useFormats()
  const [isOpen, setOpen] = useState(false)
  const all = withChosen(values, chosen)
  if (all.length === 0) return null
  const shown = isOpen ? all : all.filter(({ value }, place) => place < fewest || chosen.some(isSame(value)))
  return (
    <Fieldset legend={label} variant="unstyled">
      <Stack gap={6} mt={6}>
        {shown.map(({ count, value }) => (
          <Checkbox
            key={value}
            size="md"
            styles={{ label: { fontSize: "var(--mantine-font-size-sm)" } }}
            label={`${nameOf(value)} (${number(count)})`}
            checked={chosen.some(isSame(value))}
            onChange={({ currentTarget }) => onChange(value, currentTarget.checked)}
          />
        ))}
        {all.length > fewest && (
          <Button
            variant="subtle"
            size="compact-sm"
            w="fit-content"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? books.fewerValues : books.moreValues(all.length - fewest)}
          </Button>
        )}
      </Stack>
    </Fieldset>
  )
}
