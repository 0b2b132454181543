import { Anchor, Text } from "@mantine/core"
import { createLazyRoute, Link, useNavigate, useSearch } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { LogInForm } from "../../shell/LogInForm.tsx"
import { Welcome } from "./Welcome.tsx"

/** Only places of this page are gone to. */
const safe = (next: string | undefined) => (next !== undefined && /^\/(?![/\\])/.test(next) ? next : "/")

const LogInPage = () => {
  const { session } = useMessages()
  const { next } = useSearch({ from: "/login" })
  const navigate = useNavigate()
  return (
    <Welcome title={session.logInTitle}>
      <LogInForm onDone={() => void navigate({ href: safe(next), replace: true })} />
      <Text size="sm" mt="md">
        {session.noAccount}{" "}
        <Anchor component={Link} to="/signup" underline="always">
          {session.signUp}
        </Anchor>
      </Text>
    </Welcome>
  )
}

export const route = createLazyRoute("/login")({ component: LogInPage })
