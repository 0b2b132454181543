import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { IconPlaylistAdd } from "@tabler/icons-react"
import { useState } from "react"
import type { Book } from "#contract/catalogue/Book.ts"
import type { ReadingListId } from "#contract/circulation/ReadingList.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { useToasts } from "../../parts/Toasts.ts"
import { useBeginList, useLists, usePutIntoList } from "../lists/ListQueries.ts"

/** Puts the book into one of the reader's lists, or into a new one. */
export const AddToList = ({ book }: { readonly book: Book }) => {
  const { actions, book: words } = useMessages()
  const [isOpen, { close, open }] = useDisclosure()
  return (
    <>
      <Button variant="default" leftSection={<IconPlaylistAdd size={18} aria-hidden />} onClick={open}>
        {words.toList.open}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={words.toList.title}
        closeButtonProps={{ "aria-label": actions.close }}
      >
        <ListChoice book={book} onDone={close} />
      </Modal>
    </>
  )
}

const ListChoice = ({ book, onDone }: { readonly book: Book; readonly onDone: () => void }) => {
  const words = useMessages().book.toList
  const toasts = useToasts()
  const lists = useLists("mine")
  const put = usePutIntoList(book.id)
  const begin = useBeginList()
  const [name, setName] = useState("")
  const putInto = (id: ReadingListId, listName: string) =>
    put.mutate(id, {
      onSuccess: () => {
        toasts.done(words.done(listName))
        onDone()
      }
    })
  const error = begin.error ?? put.error
  return (
    <Stack>
      {error !== null && <FailureAlert error={error} />}
      <Loaded query={lists}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          if (items.length === 0) return <Text size="sm">{words.none}</Text>
          return (
            <Stack gap="xs" component="ul" className="plain">
              {items.map((list) => (
                <li key={list.id}>
                  <Button
                    variant="default"
                    fullWidth
                    justify="space-between"
                    loading={put.isPending && put.variables === list.id}
                    rightSection={<Text size="sm">{words.books(list.books)}</Text>}
                    onClick={() => putInto(list.id, list.name)}
                  >
                    {list.name}
                  </Button>
                </li>
              ))}
            </Stack>
          )
        }}
      </Loaded>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const wanted = name.trim()
          if (wanted !== "") begin.mutate({ name: wanted }, { onSuccess: (list) => putInto(list.id, list.name) })
        }}
      >
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            flex={1}
            label={words.newList}
            maxLength={120}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Button type="submit" loading={begin.isPending} disabled={name.trim() === ""}>
            {words.begin}
          </Button>
        </Group>
      </form>
    </Stack>
  )
}
