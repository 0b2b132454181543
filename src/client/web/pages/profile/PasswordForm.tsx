import { Button, Group, PasswordInput, Stack } from "@mantine/core"
import { useForm } from "@mantine/form"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Redacted } from "effect"
import { Failure } from "../../connection/Failure.ts"
import { useConnection, useUser } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Section } from "../../parts/Section.tsx"
import { useToasts } from "../../parts/Toasts.ts"

const shortest = 8
const longest = 128
const isWrong = (error: Error | null) => error instanceof Failure && error.code === "INVALID_CREDENTIALS"

/** Changes the password, which ends the person's sessions elsewhere. */
export const PasswordForm = () => {
  const { profile, session } = useMessages()
  const words = profile.password
  const { call } = useConnection()
  const { email } = useUser()
  const queries = useQueryClient()
  const toasts = useToasts()
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { current: "", next: "", again: "" },
    validate: {
      current: (value) => (value === "" ? words.currentMissing : null),
      next: (value, { current }) => {
        if (value.length < shortest) return words.short(shortest)
        if (value.length > longest) return words.long(longest)
        return value === current ? words.same : null
      },
      again: (value, { next }) => (value === next ? null : words.differs)
    }
  })
  const change = useMutation({
    mutationFn: ({ current, next }: { readonly current: string; readonly next: string }) =>
      call((api) =>
        api.profile.changePassword({
          payload: { currentPassword: Redacted.make(current), newPassword: Redacted.make(next) }
        })
      ),
    onSuccess: async () => {
      form.reset()
      toasts.done(words.changed)
      await queries.invalidateQueries({ queryKey: keys.sessions })
    },
    onError: (error) => {
      if (isWrong(error)) form.setFieldError("current", words.currentWrong)
    }
  })
  const toggle = { visibilityToggleButtonProps: { "aria-label": session.showPassword } }
  return (
    <Section title={words.title} lead={words.lead}>
      <form noValidate onSubmit={form.onSubmit((values) => change.mutate(values))}>
        <Stack>
          {change.error !== null && !isWrong(change.error) && <FailureAlert error={change.error} />}
          <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
          <PasswordInput
            label={words.current}
            autoComplete="current-password"
            required
            {...toggle}
            key={form.key("current")}
            {...form.getInputProps("current")}
          />
          <PasswordInput
            label={words.next}
            description={words.short(shortest)}
            autoComplete="new-password"
            required
            {...toggle}
            key={form.key("next")}
            {...form.getInputProps("next")}
          />
          <PasswordInput
            label={words.again}
            autoComplete="new-password"
            required
            {...toggle}
            key={form.key("again")}
            {...form.getInputProps("again")}
          />
          <Group>
            <Button type="submit" loading={change.isPending}>
              {words.change}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
