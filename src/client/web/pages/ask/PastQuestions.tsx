import { ActionIcon, Button, Group, Paper, Stack, Text, Title } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { IconTrash } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { Confirm } from "../../parts/Confirm.tsx"
import { Endless } from "../../parts/Endless.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useForget, usePastQuestions } from "./AskQueries.ts"

interface PastQuestionsProps {
  /** The answer that is shown. */
  readonly current: string | undefined
  /** Something is not remembered any more: one answer, or all. */
  readonly onForgotten: (id: string | undefined) => void
}

/** What was asked before, to look at again, ask on from, or forget. */
export const PastQuestions = ({ current, onForgotten }: PastQuestionsProps) => {
  const { ask } = useMessages()
  const { dateTime } = useFormats()
  const query = usePastQuestions()
  const forget = useForget()
  const [isAsking, { close, open }] = useDisclosure()
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="past-questions">
      <Title order={2} size="h4" mb="sm" id="past-questions">
        {ask.past}
      </Title>
      <Endless query={query} empty={<Text c="dimmed">{ask.nothingAsked}</Text>}>
        {(answers) => (
          <>
            <Stack component="ul" gap="xs" className="past">
              {answers.map(({ createdAt, id, known, question, status }) => (
                <Group component="li" key={id} wrap="nowrap" gap="xs" align="flex-start">
                  <Link
                    to="/ask"
                    search={{ answer: id }}
                    className="past-question"
                    {...(current === id ? { "aria-current": "true" as const } : {})}
                  >
                    <Text component="span" display="block" lineClamp={2} size="sm" fw={500}>
                      {question}
                    </Text>
                    <Text component="span" display="block" size="xs" c="dimmed">
                      {dateTime(createdAt)}
                      {status === "complete" && !known ? ` · ${ask.unanswered}` : ""}
                      {status === "failed" || status === "cancelled" ? ` · ${ask.unfinished}` : ""}
                    </Text>
                  </Link>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={ask.forgetOf(question)}
                    loading={forget.one.isPending && forget.one.variables === id}
                    onClick={() => forget.one.mutate(id, { onSuccess: () => onForgotten(id) })}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </Group>
              ))}
            </Stack>
            <Button variant="default" size="xs" onClick={open}>
              {ask.forgetAll}
            </Button>
          </>
        )}
      </Endless>
      <Confirm
        isOpen={isAsking}
        title={ask.forgetAllTitle}
        action={ask.forgetAll}
        isPending={forget.all.isPending}
        error={forget.all.error}
        onClose={close}
        onConfirm={() =>
          forget.all.mutate(undefined, {
            onSuccess: () => {
              close()
              onForgotten(undefined)
            }
          })
        }
      >
        <Text>{ask.forgetAllLead}</Text>
      </Confirm>
    </Paper>
  )
}
