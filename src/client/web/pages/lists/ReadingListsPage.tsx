import "./lists.css"
import { Button, Group, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { IconPlus } from "@tabler/icons-react"
import { createLazyRoute } from "@tanstack/react-router"
import { useState } from "react"
import { useMessages } from "../../messages/Messages.tsx"
import { Endless } from "../../parts/Endless.tsx"
import { Nothing } from "../../parts/Nothing.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { useToasts } from "../../parts/Toasts.ts"
import { ListCard } from "./ListCard.tsx"
import { ListForm } from "./ListForm.tsx"
import { useBeginList, useLists, type Whose } from "./ListQueries.ts"

/** Books that the reader put together, and what others share. */
const ReadingListsPage = () => {
  const { lists, states } = useMessages()
  const [whose, setWhose] = useState<Whose>("mine")
  const query = useLists(whose)
  return (
    <>
      <PageTitle title={lists.title} lead={lists.lead}>
        <NewList onBegun={() => setWhose("mine")} />
      </PageTitle>
      <Stack maw={900}>
        <Group>
          <SegmentedControl
            aria-label={lists.whose}
            value={whose}
            onChange={(value) => setWhose(value === "shared" ? "shared" : "mine")}
            data={[
              { value: "mine", label: lists.mine },
              { value: "shared", label: lists.shared }
            ]}
          />
        </Group>
        <Endless
          query={query}
          empty={
            whose === "mine" ? (
              <Nothing title={lists.none}>
                <Text size="sm">{lists.noneLead}</Text>
              </Nothing>
            ) : (
              <Nothing title={lists.noneShared}>
                <Text size="sm">{lists.noneSharedLead}</Text>
              </Nothing>
            )
          }
          waiting={
            <Stack role="status" aria-label={states.loading}>
              <Skeleton height={160} />
              <Skeleton height={90} />
            </Stack>
          }
        >
          {(items) => (
            <Stack component="ul" className="plain-list">
              {items.map((list, at) => (
                <ListCard key={list.id} list={list} isOpenAtFirst={whose === "mine" && at === 0} />
              ))}
            </Stack>
          )}
        </Endless>
      </Stack>
    </>
  )
}

const NewList = ({ onBegun }: { readonly onBegun: () => void }) => {
  const { lists } = useMessages()
  const toasts = useToasts()
  const begin = useBeginList()
  const [isOpen, { close, open }] = useDisclosure()
  const leave = () => {
    begin.reset()
    close()
  }
  return (
    <>
      <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
        {lists.begin}
      </Button>
      <ListForm
        title={lists.begin}
        action={lists.create}
        isOpen={isOpen}
        isPending={begin.isPending}
        error={begin.error}
        onClose={leave}
        onSend={({ description, name, shared }) =>
          begin.mutate(
            { name, shared, ...(description === "" ? {} : { description }) },
            {
              onSuccess: () => {
                leave()
                onBegun()
                toasts.done(lists.begun(name))
              }
            }
          )
        }
      />
    </>
  )
}

export const route = createLazyRoute("/inside/lists")({ component: ReadingListsPage })
