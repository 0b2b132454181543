import { Button, Group, Paper, Stack, Text, Textarea } from "@mantine/core"
import { getHotkeyHandler } from "@mantine/hooks"
import { IconMessagePlus, IconSend } from "@tabler/icons-react"
import { useEffect, useState } from "react"
import { BookId } from "#contract/catalogue/Book.ts"
import type { NewQuestion } from "#contract/intelligence/Answer.ts"
import { DocumentId } from "#contract/workspace/Document.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { type Source, useSourceNamed } from "./AskQueries.ts"
import { SourcePicker } from "./SourcePicker.tsx"

const longest = 2000

interface AskFormProps {
  readonly isFollowUp: boolean
  readonly isAnswering: boolean
  /** What the address asks to be searched, and for what. */
  readonly named: { readonly bookId?: string; readonly documentId?: string; readonly question?: string }
  readonly onAsk: (question: NewQuestion) => void
  readonly onStartAnew: () => void
}

const questionOf = (question: string, sources: ReadonlyArray<Source>): NewQuestion => {
  const bookIds = sources.flatMap(({ id, kind }) => (kind === "book" ? [BookId.make(id)] : []))
  const documentIds = sources.flatMap(({ id, kind }) => (kind === "document" ? [DocumentId.make(id)] : []))
  return {
    question,
    ...(bookIds.length === 0 ? {} : { bookIds }),
    ...(documentIds.length === 0 ? {} : { documentIds })
  }
}

/** Where a question is typed. */
export const AskForm = ({ isAnswering, isFollowUp, named, onAsk, onStartAnew }: AskFormProps) => {
  const { ask } = useMessages()
  const [question, setQuestion] = useState("")
  const [sources, setSources] = useState<ReadonlyArray<Source>>([])
  const [isMissing, setMissing] = useState(false)
  const source = useSourceNamed(named)
  useEffect(() => {
    if (source !== undefined && source !== null) setSources([source])
  }, [source])
  useEffect(() => {
    if (named.question !== undefined) setQuestion(named.question)
  }, [named.question])
  const send = () => {
    const text = question.trim()
    setMissing(text === "")
    if (text === "" || isAnswering) return
    onAsk(questionOf(text, sources))
    setQuestion("")
  }
  return (
    <Paper
      component="form"
      withBorder
      p="md"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Stack gap="sm">
        <Textarea
          label={isFollowUp ? ask.followUp : ask.question}
          placeholder={ask.example}
          autosize
          minRows={2}
          maxRows={10}
          maxLength={longest}
          value={question}
          error={isMissing ? ask.questionMissing : undefined}
          onChange={(event) => setQuestion(event.currentTarget.value)}
          onKeyDown={getHotkeyHandler([["mod+Enter", send]])}
          aria-keyshortcuts="Control+Enter"
        />
        <SourcePicker chosen={sources} onChange={setSources} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {ask.hint}
          </Text>
          <Group gap="xs">
            {isFollowUp && (
              <Button variant="default" leftSection={<IconMessagePlus size={18} aria-hidden />} onClick={onStartAnew}>
                {ask.startAnew}
              </Button>
            )}
            <Button type="submit" leftSection={<IconSend size={18} aria-hidden />} disabled={isAnswering}>
              {ask.send}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Paper>
  )
}
