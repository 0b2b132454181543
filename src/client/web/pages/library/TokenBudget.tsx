import { Button, Group, NumberInput, Stack, Switch } from "@mantine/core"
import { useForm } from "@mantine/form"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useToasts } from "../../parts/Toasts.ts"
import { useUpdateOrganization } from "./LibraryQueries.ts"

const most = 1_000_000_000_000
const usual = 2_000_000

interface Values {
  readonly isLimited: boolean
  readonly limit: number | string
}

const valuesOf = (budget: number | null): Values => ({ isLimited: budget !== null, limit: budget ?? usual })

/** How many tokens language models may take in a month. */
export const TokenBudget = ({ budget }: { readonly budget: number | null }) => {
  const { actions, library } = useMessages()
  const { number } = useFormats()
  const toasts = useToasts()
  const update = useUpdateOrganization()
  const form = useForm<Values>({
    mode: "controlled",
    initialValues: valuesOf(budget),
    validate: {
      limit: (value, { isLimited }) =>
        !isLimited || (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most)
          ? null
          : library.policy.wholeNumber(number(0), number(most))
    }
  })
  const save = ({ isLimited, limit }: Values) =>
    update.mutate(
      { policy: { tokenBudgetPerMonth: isLimited ? Number(limit) : null } },
      {
        onSuccess: ({ policy }) => {
          form.setInitialValues(valuesOf(policy.tokenBudgetPerMonth))
          form.setValues(valuesOf(policy.tokenBudgetPerMonth))
          toasts.done(library.budget.saved)
        }
      }
    )
  return (
    <form noValidate onSubmit={form.onSubmit(save)}>
      <Stack>
        <Switch label={library.budget.isLimited} {...form.getInputProps("isLimited", { type: "checkbox" })} />
        {form.values.isLimited && (
          <NumberInput
            label={library.budget.limit}
            required
            maw={320}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            thousandSeparator={number(1000).replaceAll(/\d/gu, "") || " "}
            {...form.getInputProps("limit")}
          />
        )}
        {update.error !== null && <FailureAlert error={update.error} />}
        <Group>
          <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
            {actions.save}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
