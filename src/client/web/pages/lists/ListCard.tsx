import { Badge, Button, Group, Paper, Stack, Text, Title, UnstyledButton } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { IconChevronDown, IconChevronRight, IconUsers } from "@tabler/icons-react"
import { useId } from "react"
import type { ReadingList } from "#contract/circulation/ReadingList.ts"
import { hasRole, useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { Confirm } from "../../parts/Confirm.tsx"
import { useToasts } from "../../parts/Toasts.ts"
import { ListForm } from "./ListForm.tsx"
import { ListItems } from "./ListItems.tsx"
import { useListChanges } from "./ListQueries.ts"

interface ListCardProps {
  readonly list: ReadingList
  /** Whether its books are shown at first. */
  readonly isOpenAtFirst: boolean
}

/** A reading list: its books when it is opened, and what may be done with it. */
export const ListCard = ({ isOpenAtFirst, list }: ListCardProps) => {
  const { book: bookWords, lists } = useMessages()
  const user = useUser()
  const [isOpen, { toggle }] = useDisclosure(isOpenAtFirst)
  const id = useId()
  const isMine = list.userId === user.id
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  return (
    <Paper withBorder p="md" component="li">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <Title order={2} size="h4" className="list-name">
            <UnstyledButton aria-expanded={isOpen} aria-controls={id} onClick={toggle} className="list-toggle">
              <Chevron size={20} aria-hidden style={{ flex: "none" }} />
              {list.name}
            </UnstyledButton>
          </Title>
          <Group gap="xs">
            <Text size="sm">{bookWords.toList.books(list.books)}</Text>
            {list.shared && (
              <Badge variant="default" leftSection={<IconUsers size={14} aria-hidden />}>
                {isMine ? lists.sharedByMe : lists.shared}
              </Badge>
            )}
          </Group>
        </Group>
        {list.description !== null && <Text className="list-description">{list.description}</Text>}
        <div id={id} hidden={!isOpen}>
          {isOpen && <ListItems list={list} isMine={isMine} />}
        </div>
        {(isMine || hasRole(user, "librarian")) && <Changes list={list} isMine={isMine} />}
      </Stack>
    </Paper>
  )
}

/** Owners rename, share and delete their lists; staff delete those that are shared. */
const Changes = ({ isMine, list }: { readonly list: ReadingList; readonly isMine: boolean }) => {
  const { actions, lists } = useMessages()
  const toasts = useToasts()
  const { remove, update } = useListChanges(list.id)
  const [isEditing, editing] = useDisclosure()
  const [isRemoving, removing] = useDisclosure()
  return (
    <Group gap="xs">
      {isMine && (
        <Button size="xs" variant="default" aria-label={lists.editOf(list.name)} onClick={editing.open}>
          {actions.edit}
        </Button>
      )}
      <Button size="xs" variant="default" aria-label={lists.removeOf(list.name)} onClick={removing.open}>
        {lists.remove}
      </Button>
      <ListForm
        title={lists.edit}
        action={actions.save}
        list={list}
        isOpen={isEditing}
        isPending={update.isPending}
        error={update.error}
        onClose={() => {
          update.reset()
          editing.close()
        }}
        onSend={({ description, name, shared }) =>
          update.mutate(
            { name, shared, description: description === "" ? null : description },
            {
              onSuccess: () => {
                editing.close()
                toasts.done(lists.saved(name))
              }
            }
          )
        }
      />
      <Confirm
        isOpen={isRemoving}
        title={lists.removeTitle(list.name)}
        action={lists.remove}
        isPending={remove.isPending}
        error={remove.error}
        onClose={() => {
          remove.reset()
          removing.close()
        }}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => toasts.done(lists.removed(list.name)) })}
      >
        <Text size="sm">{isMine ? lists.removeLead : lists.removeOther}</Text>
      </Confirm>
    </Group>
  )
}
