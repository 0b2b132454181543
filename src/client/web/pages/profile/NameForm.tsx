import { Button, Group, Stack, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { useMutation } from "@tanstack/react-query"
import { useConnection, useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Section } from "../../parts/Section.tsx"
import { useToasts } from "../../parts/Toasts.ts"

const longest = 120

/** Changes what the person is called. */
export const NameForm = () => {
  const { actions, profile } = useMessages()
  const { call, setUser } = useConnection()
  const { fullName } = useUser()
  const toasts = useToasts()
  const form = useForm({
    mode: "controlled",
    initialValues: { fullName },
    validate: {
      fullName: (value) => {
        const name = value.trim()
        if (name === "") return profile.name.missing
        return [...name].length > longest ? profile.name.tooLong : null
      }
    }
  })
  const save = useMutation({
    mutationFn: (values: { readonly fullName: string }) =>
      call((api) => api.profile.update({ payload: { fullName: values.fullName.trim() } })),
    onSuccess: (user) => {
      setUser(user)
      form.setInitialValues({ fullName: user.fullName })
      form.reset()
      toasts.done(profile.name.saved)
    }
  })
  return (
    <Section title={profile.name.title} lead={profile.name.lead}>
      <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Stack>
          {save.error !== null && <FailureAlert error={save.error} />}
          <TextInput label={profile.name.label} autoComplete="name" required {...form.getInputProps("fullName")} />
          <Group>
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              {actions.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
