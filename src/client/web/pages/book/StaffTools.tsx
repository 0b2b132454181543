import { Button, Group, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { IconEdit, IconRefresh, IconTrash } from "@tabler/icons-react"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate } from "@tanstack/react-router"
import type { Book } from "#contract/catalogue/Book.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Confirm } from "../../parts/Confirm.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useToasts } from "../../parts/Toasts.ts"
import { useSummarize } from "./BookQueries.ts"

interface StaffToolsProps {
  readonly book: Book
  readonly etag: string
}

/** Takes the book out of the catalogue, as it was when it was looked at. */
const useRemove = ({ book, etag }: StaffToolsProps) => {
  const { call } = useConnection()
  const { book: words } = useMessages()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: () => call((api) => api.books.remove({ params: { id: book.id }, headers: { "if-match": etag } })),
    onSuccess: async () => {
      toasts.done(words.staff.removed(book.title))
      await navigate({ to: "/books" })
      queries.removeQueries({ queryKey: keys.book(book.id) })
      await queries.invalidateQueries({ queryKey: keys.books })
    }
  })
}

/** What librarians do with a book. */
export const StaffTools = (props: StaffToolsProps) => {
  const { book } = props
  const words = useMessages().book.staff
  const toasts = useToasts()
  const summarize = useSummarize(book.id)
  const remove = useRemove(props)
  const [isAsking, { close, open }] = useDisclosure()
  return (
    <Group gap="xs" role="group" aria-label={words.label}>
      <Button
        variant="default"
        leftSection={<IconEdit size={18} aria-hidden />}
        renderRoot={(rest) => <Link to="/desk/books/$bookId" params={{ bookId: book.id }} {...rest} />}
      >
        {words.edit}
      </Button>
      {book.file !== null && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={18} aria-hidden />}
          loading={summarize.isPending}
          onClick={() =>
            summarize.mutate(undefined, {
              onSuccess: ({ jobId }) => toasts.done(jobId === null ? words.isCurrent : words.isAsked)
            })
          }
        >
          {words.summarize}
        </Button>
      )}
      <Button variant="default" leftSection={<IconTrash size={18} aria-hidden />} onClick={open}>
        {words.remove}
      </Button>
      {summarize.error !== null && <FailureAlert error={summarize.error} />}
      <Confirm
        isOpen={isAsking}
        title={words.removeTitle(book.title)}
        action={words.remove}
        isPending={remove.isPending}
        error={remove.error}
        onClose={() => {
          remove.reset()
          close()
        }}
        onConfirm={() => remove.mutate()}
      >
        <Text size="sm">{words.removeLead}</Text>
      </Confirm>
    </Group>
  )
}
