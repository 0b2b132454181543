import { Button, Checkbox, Group, List, Modal, PasswordInput, Stack } from "@mantine/core"
import { useForm } from "@mantine/form"
import { useDisclosure } from "@mantine/hooks"
import { useMutation } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { Redacted } from "effect"
import { Failure } from "../../connection/Failure.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Section } from "../../parts/Section.tsx"
import { useToasts } from "../../parts/Toasts.ts"

const isWrong = (error: Error | null) => error instanceof Failure && error.code === "INVALID_CREDENTIALS"

/** Says what is lost and what stays, and asks for the password before anything is. */
const EraseForm = ({ onClose }: { readonly onClose: () => void }) => {
  const { actions, profile, session } = useMessages()
  const words = profile.erase
  const connection = useConnection()
  const navigate = useNavigate()
  const toasts = useToasts()
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { password: "", isUnderstood: false },
    validate: {
      password: (value) => (value === "" ? words.passwordMissing : null),
      isUnderstood: (value) => (value ? null : words.understoodMissing)
    }
  })
  const erase = useMutation({
    mutationFn: ({ password }: { readonly password: string }) =>
      connection.call((api) => api.profile.erase({ payload: { password: Redacted.make(password) } })),
    onSuccess: async () => {
      connection.forget()
      await navigate({ to: "/login", replace: true })
      toasts.done(words.erased)
    },
    onError: (error) => {
      if (isWrong(error)) form.setFieldError("password", words.passwordWrong)
    }
  })
  return (
    <form noValidate onSubmit={form.onSubmit((values) => erase.mutate(values))}>
      <Stack>
        <List size="sm" spacing="xs">
          {words.consequences.map((consequence) => (
            <List.Item key={consequence}>{consequence}</List.Item>
          ))}
        </List>
        {erase.error !== null && !isWrong(erase.error) && <FailureAlert error={erase.error} />}
        <PasswordInput
          label={words.password}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ "aria-label": session.showPassword }}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <Checkbox
          label={words.understood}
          key={form.key("isUnderstood")}
          {...form.getInputProps("isUnderstood", { type: "checkbox" })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {actions.cancel}
          </Button>
          <Button type="submit" color="red.8" loading={erase.isPending}>
            {words.erase}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** The end of the account, for good. */
export const EraseAccount = () => {
  const { actions, profile } = useMessages()
  const words = profile.erase
  const [isOpen, { close, open }] = useDisclosure()
  return (
    <Section title={words.title} lead={words.lead}>
      <Button color="red.8" onClick={open}>
        {words.open}
      </Button>
      <Modal opened={isOpen} onClose={close} title={words.sure} closeButtonProps={{ "aria-label": actions.close }}>
        <EraseForm onClose={close} />
      </Modal>
    </Section>
  )
}
