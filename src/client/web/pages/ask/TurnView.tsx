import { Alert, Button, Group, Loader, Paper, Stack, Text, Title } from "@mantine/core"
import { IconInfoCircle, IconPlayerStop, IconRefresh } from "@tabler/icons-react"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { AnswerText } from "./AnswerText.tsx"
import { Nearest, Sources } from "./Sources.tsx"
import { isOpen, type Turn } from "./Turn.ts"

interface TurnViewProps {
  readonly turn: Turn
  readonly onStop: () => void
  readonly onAgain: () => void
}

/** What else there is to say of an answer: who wrote it, and why not somebody else. */
const Remarks = ({ turn: { answer, status } }: Pick<TurnViewProps, "turn">) => {
  const { ask } = useMessages()
  const remarks = [
    status === "cancelled" ? ask.stopped : "",
    answer?.model === "extractive" && answer.known ? ask.extractive : "",
    answer?.budgetExceeded === true ? ask.budgetExceeded : "",
    answer?.trouble !== undefined && status === "complete" ? ask.modelTrouble : ""
  ].filter((remark) => remark !== "")
  return remarks.map((remark) => (
    <Text key={remark} size="sm" c="dimmed">
      {remark}
    </Text>
  ))
}

/** A question, and what the library answers. */
export const TurnView = ({ onAgain, onStop, turn }: TurnViewProps) => {
  const { actions, ask } = useMessages()
  const { answer, citations, error, sentences, status } = turn
  const isUnknown = answer?.known === false && status === "complete"
  return (
    <Paper component="article" withBorder p="md" aria-label={turn.asked.question}>
      <Stack gap="md">
        <Title order={2} size="h4" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {turn.asked.question}
        </Title>
        {isUnknown && (
          <Alert color="gray" icon={<IconInfoCircle aria-hidden />} title={ask.unknown}>
            {ask.unknownLead}
          </Alert>
        )}
        {!isUnknown && <AnswerText sentences={sentences} citations={citations} />}
        <Group gap="sm" role="status">
          {isOpen(turn) && <Loader size="sm" aria-hidden />}
          <Text size="sm">
            {status === "waiting"
              ? ask.reconnecting
              : status === "running"
                ? sentences.length === 0
                  ? ask.searching
                  : ask.writing
                : ""}
          </Text>
        </Group>
        {status === "failed" && <FailureAlert error={error ?? answer?.trouble} onRetry={onAgain} />}
        <Remarks turn={turn} />
        <Sources citations={citations} />
        <Nearest passages={answer?.passages ?? []} />
        <Group>
          {isOpen(turn) && (
            <Button variant="default" leftSection={<IconPlayerStop size={18} aria-hidden />} onClick={onStop}>
              {ask.stop}
            </Button>
          )}
          {status === "cancelled" && (
            <Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={onAgain}>
              {actions.tryAgain}
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  )
}
