import { Button, PasswordInput, Select, Stack, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { useMutation } from "@tanstack/react-query"
import { Redacted } from "effect"
import { useState } from "react"
import { OrganizationRequired } from "#contract/identity/Session.ts"
import { Failure } from "../connection/Failure.ts"
import { useConnection } from "../connection/ConnectionContext.tsx"
import { useMessages } from "../messages/Messages.tsx"
import { FailureAlert } from "../parts/FailureAlert.tsx"

interface LogInFormProps {
  /** Whose session goes on; left out for anybody. */
  readonly email?: string
  /** The name or id of the library to log in to, where it is known. */
  readonly organization?: string
  readonly onDone?: () => void
}

/** The libraries to choose from, where the address has accounts in several. */
const librariesOf = (error: Error | null) =>
  error instanceof Failure && error.cause instanceof OrganizationRequired ? error.cause.organizations : []

/** Asks for address and password, and for the library only where that is needed. */
export const LogInForm = ({ email, onDone, organization }: LogInFormProps) => {
  const { session } = useMessages()
  const connection = useConnection()
  const [libraries, setLibraries] = useState<ReadonlyArray<string>>([])
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: email ?? "", password: "", library: "" },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : session.emailWrong),
      password: (value) => (value === "" ? session.passwordMissing : null)
    }
  })
  const logIn = useMutation({
    mutationFn: (values: { readonly email: string; readonly password: string; readonly library: string }) => {
      const library = organization ?? (values.library === "" ? undefined : values.library)
      return connection.logIn({
        email: values.email,
        password: Redacted.make(values.password),
        ...(library === undefined ? {} : { organization: library })
      })
    },
    onSuccess: () => onDone?.(),
    onError: (error) => setLibraries(librariesOf(error))
  })
  const isChoosing = libraries.length > 0
  // Over another dialog, Escape would close the one below, with all that was typed there.
  const calm = email === undefined ? {} : { "data-mantine-stop-propagation": "true" }
  return (
    <form noValidate onSubmit={form.onSubmit((values) => logIn.mutate(values))}>
      <Stack>
        {logIn.error !== null && !(isChoosing && librariesOf(logIn.error).length > 0) && (
          <FailureAlert error={logIn.error} />
        )}
        <TextInput
          label={session.email}
          type="email"
          autoComplete="username"
          required
          readOnly={email !== undefined}
          {...calm}
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={session.password}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ "aria-label": session.showPassword }}
          {...calm}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        {isChoosing && (
          <Select
            label={session.whichLibrary}
            data={[...libraries]}
            required
            key={form.key("library")}
            {...form.getInputProps("library")}
          />
        )}
        <Button type="submit" loading={logIn.isPending} {...calm}>
          {session.logIn}
        </Button>
      </Stack>
    </form>
  )
}
