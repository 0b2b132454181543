import { Alert, Button, Code, Group, List, Stack, Text } from "@mantine/core"
import { IconAlertTriangle } from "@tabler/icons-react"
import { failureOf } from "../connection/Failure.ts"
import { useMessages } from "../messages/Messages.tsx"
import { useFormats } from "./Formats.ts"

interface FailureAlertProps {
  readonly error: unknown
  /** Asks again; left out where that is of no use. */
  readonly onRetry?: (() => void) | undefined
}

/** What went wrong, what to do about it, and the id under which the library's log knows it. */
export const FailureAlert = ({ error, onRetry }: FailureAlertProps) => {
  const { failures, actions } = useMessages()
  const { code, detail, issues, requestId, retryAfterSeconds, title } = failureOf(error)
  const { number } = useFormats()
  const known = failures.byCode(code)
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={known?.title ?? title}
    >
      <Stack gap="xs">
        <Text size="sm">{known?.advice ?? detail ?? failures.tryLater}</Text>
        {retryAfterSeconds !== undefined && (
          <Text size="sm">{failures.waitFor(number(Math.ceil(retryAfterSeconds)))}</Text>
        )}
        {issues.length > 0 && (
          <List size="sm">
            {issues.map(({ message, pointer }) => (
              <List.Item key={`${pointer} ${message}`}>
                <Code>{pointer}</Code> {message}
              </List.Item>
            ))}
          </List>
        )}
        <Group justify="space-between">
          {requestId === undefined ? <span /> : <Text size="xs">{failures.requestId(requestId)}</Text>}
          {onRetry !== undefined && (
            <Button size="xs" variant="default" onClick={onRetry}>
              {actions.tryAgain}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  )
}
