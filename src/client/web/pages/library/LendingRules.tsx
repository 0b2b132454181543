import { Button, Group, NumberInput, Select, SimpleGrid, Stack } from "@mantine/core"
import { useForm } from "@mantine/form"
import type { LendingPolicy } from "#contract/identity/Organization.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Section } from "../../parts/Section.tsx"
import { useToasts } from "../../parts/Toasts.ts"
import { useUpdateOrganization } from "./LibraryQueries.ts"

/** Each rule that is a number, with the least and the most that the library takes. */
const ranges = {
  maxActiveLoans: [1, 100],
  loanPeriodDays: [1, 365],
  maxRenewals: [0, 50],
  overdueRenewalDays: [0, 60],
  dueSoonDays: [0, 30],
  maxOpenHolds: [1, 100],
  holdShelfDays: [1, 60]
} as const
type Rule = keyof typeof ranges
const rules: ReadonlyArray<Rule> = [
  "maxActiveLoans",
  "loanPeriodDays",
  "maxRenewals",
  "overdueRenewalDays",
  "dueSoonDays",
  "maxOpenHolds",
  "holdShelfDays"
]

/** While one types, a field may hold what is no number. */
type Values = { readonly [K in Rule]: number | string } & { readonly timeZone: string }

const valuesOf = ({ timeZone, ...policy }: LendingPolicy): Values => ({
  maxActiveLoans: policy.maxActiveLoans,
  loanPeriodDays: policy.loanPeriodDays,
  maxRenewals: policy.maxRenewals,
  overdueRenewalDays: policy.overdueRenewalDays,
  dueSoonDays: policy.dueSoonDays,
  maxOpenHolds: policy.maxOpenHolds,
  holdShelfDays: policy.holdShelfDays,
  timeZone
})

const zonesWith = (current: string) => [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), current])]

/** The rules of lending, each with what it means. */
export const LendingRules = ({ policy }: { readonly policy: LendingPolicy }) => {
  const { actions, library } = useMessages()
  const words = library.policy
  const { number } = useFormats()
  const toasts = useToasts()
  const update = useUpdateOrganization()
  const form = useForm<Values>({
    mode: "controlled",
    initialValues: valuesOf(policy),
    validate: (values) =>
      Object.fromEntries(
        rules.flatMap((rule) => {
          const [least, most] = ranges[rule]
          const value = values[rule]
          const isGood = typeof value === "number" && Number.isInteger(value) && value >= least && value <= most
          return isGood ? [] : [[rule, words.wholeNumber(number(least), number(most))]]
        })
      )
  })
  const save = ({ timeZone, ...values }: Values) => {
    const numbers = Object.fromEntries(rules.map((rule) => [rule, Number(values[rule])]))
    update.mutate(
      { policy: { ...numbers, timeZone } },
      {
        onSuccess: (saved) => {
          form.setInitialValues(valuesOf(saved.policy))
          form.setValues(valuesOf(saved.policy))
          toasts.done(words.saved)
        }
      }
    )
  }
  return (
    <Section title={words.title} lead={words.lead}>
      <form noValidate onSubmit={form.onSubmit(save)}>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {rules.map((rule) => (
              <NumberInput
                key={rule}
                label={words.fields[rule].label}
                description={words.fields[rule].about}
                required
                allowDecimal={false}
                allowNegative={false}
                hideControls
                {...form.getInputProps(rule)}
              />
            ))}
            <Select
              label={words.timeZone}
              description={words.timeZoneAbout}
              required
              searchable
              allowDeselect={false}
              nothingFoundMessage={words.noTimeZone}
              limit={100}
              data={zonesWith(policy.timeZone)}
              {...form.getInputProps("timeZone")}
            />
          </SimpleGrid>
          {update.error !== null && <FailureAlert error={update.error} />}
          <Group>
            <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
              {actions.save}
            </Button>
            {form.isDirty() && (
              <Button variant="default" onClick={form.reset}>
                {words.undo}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
