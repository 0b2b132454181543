import { Grid, Stack } from "@mantine/core"
import { createLazyRoute, useNavigate, useSearch } from "@tanstack/react-router"
import { useEffect, useRef } from "react"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { AskForm } from "./AskForm.tsx"
import { useConversationOf } from "./AskQueries.ts"
import { useConversation } from "./Conversation.ts"
import { PastQuestions } from "./PastQuestions.tsx"
import { TurnView } from "./TurnView.tsx"
import "./ask.css"

const AskPage = () => {
  const { ask: words } = useMessages()
  const { answer, ...named } = useSearch({ from: "/inside/ask" })
  const navigate = useNavigate()
  const conversation = useConversation()
  const { again, ask, isAnswering, open, startAnew, stop, turns } = conversation
  const past = useConversationOf(turns.some(({ id }) => id === answer) ? undefined : answer)
  const opening = useRef(open)
  useEffect(() => {
    opening.current = open
  })
  useEffect(() => {
    if (past.data !== undefined) opening.current(past.data)
  }, [past.data])
  const leave = () => void navigate({ to: "/ask", search: {}, replace: true })
  return (
    <>
      <PageTitle title={words.title} lead={words.lead} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack>
            {past.error !== null && <FailureAlert error={past.error} onRetry={() => void past.refetch()} />}
            {turns.map((turn) => (
              <TurnView key={turn.key} turn={turn} onStop={() => stop(turn)} onAgain={() => again(turn)} />
            ))}
            <AskForm
              isFollowUp={turns.length > 0}
              isAnswering={isAnswering}
              named={named}
              onAsk={ask}
              onStartAnew={() => {
                startAnew()
                leave()
              }}
            />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <PastQuestions
            current={answer}
            onForgotten={(id) => {
              if (id !== undefined && !turns.some((turn) => turn.id === id)) return
              startAnew()
              leave()
            }}
          />
        </Grid.Col>
      </Grid>
    </>
  )
}

export const route = createLazyRoute("/inside/ask")({ component: AskPage })
