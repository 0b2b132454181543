import { Anchor, Button, Checkbox, PasswordInput, Stack, Text, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { useMutation } from "@tanstack/react-query"
import { createLazyRoute, Link, useNavigate } from "@tanstack/react-router"
import { Redacted } from "effect"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Welcome } from "./Welcome.tsx"

const shortestPassword = 8

const SignUpPage = () => {
  const { session } = useMessages()
  const connection = useConnection()
  const navigate = useNavigate()
  const form = useForm({
    mode: "controlled",
    initialValues: { fullName: "", email: "", password: "", isNewLibrary: false, organizationName: "" },
    validate: {
      fullName: (value) => (value.trim() === "" ? session.nameMissing : null),
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : session.emailWrong),
      password: (value) => (value.length < shortestPassword ? session.passwordShort(shortestPassword) : null),
      organizationName: (value, { isNewLibrary }) =>
        isNewLibrary && value.trim() === "" ? session.libraryMissing : null
    }
  })
  const signUp = useMutation({
    mutationFn: ({ email, fullName, isNewLibrary, organizationName, password }: typeof form.values) =>
      connection.signUp({
        email: email.trim(),
        fullName: fullName.trim(),
        password: Redacted.make(password),
        ...(isNewLibrary ? { organizationName: organizationName.trim() } : {})
      }),
    onSuccess: () => navigate({ to: "/", replace: true })
  })
  return (
    <Welcome title={session.signUpTitle}>
      <form noValidate onSubmit={form.onSubmit((values) => signUp.mutate(values))}>
        <Stack>
          {signUp.error !== null && <FailureAlert error={signUp.error} />}
          <TextInput label={session.fullName} autoComplete="name" required {...form.getInputProps("fullName")} />
          <TextInput
            label={session.email}
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={session.password}
            description={session.passwordShort(shortestPassword)}
            autoComplete="new-password"
            required
            visibilityToggleButtonProps={{ "aria-label": session.showPassword }}
            {...form.getInputProps("password")}
          />
          <Checkbox
            label={session.newLibrary}
            description={session.newLibraryLead}
            {...form.getInputProps("isNewLibrary", { type: "checkbox" })}
          />
          {form.values.isNewLibrary && (
            <TextInput label={session.libraryName} required {...form.getInputProps("organizationName")} />
          )}
          <Button type="submit" loading={signUp.isPending}>
            {session.signUp}
          </Button>
        </Stack>
      </form>
      <Text size="sm" mt="md">
        {session.hasAccount}{" "}
        <Anchor component={Link} to="/login" underline="always">
          {session.logIn}
        </Anchor>
      </Text>
    </Welcome>
  )
}

export const route = createLazyRoute("/signup")({ component: SignUpPage })
