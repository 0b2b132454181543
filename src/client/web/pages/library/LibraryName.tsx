import { Button, Group, Stack, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import type { Organization } from "#contract/identity/Organization.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Section } from "../../parts/Section.tsx"
import { useToasts } from "../../parts/Toasts.ts"
import { useUpdateOrganization } from "./LibraryQueries.ts"

const longest = 120

/** What the library is called. */
export const LibraryName = ({ organization }: { readonly organization: Organization }) => {
  const { actions, library } = useMessages()
  const toasts = useToasts()
  const update = useUpdateOrganization()
  const form = useForm({
    mode: "controlled",
    initialValues: { name: organization.name },
    validate: {
      name: (value) => {
        const name = value.trim()
        if (name === "") return library.name.missing
        return [...name].length > longest ? library.name.tooLong : null
      }
    }
  })
  const save = ({ name }: { readonly name: string }) =>
    update.mutate(
      { name: name.trim() },
      {
        onSuccess: (saved) => {
          form.setInitialValues({ name: saved.name })
          form.reset()
          toasts.done(library.name.saved)
        }
      }
    )
  return (
    <Section title={library.name.title}>
      <form noValidate onSubmit={form.onSubmit(save)}>
        <Stack>
          {update.error !== null && <FailureAlert error={update.error} />}
          <TextInput label={library.name.label} required {...form.getInputProps("name")} />
          <Group>
            <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
              {actions.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
