import { Button, Group } from "@mantine/core"
import { IconBook, IconDownload, IconMessageQuestion } from "@tabler/icons-react"
import { useMutation } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Effect } from "effect"
import type { Book } from "#contract/catalogue/Book.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { save } from "../../parts/Download.ts"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { AddToList } from "./AddToList.tsx"

/** The book's file, saved on the reader's device. */
const useDownload = ({ file, id }: Book) => {
  const { call } = useConnection()
  return useMutation({
    mutationFn: async () => {
      if (file === null) return
      const bytes = await call(
        (api) =>
          Effect.flatMap(
            api.books.download({ params: { id }, headers: {}, responseMode: "decoded-and-response" }),
            ([, response]) => response.arrayBuffer
          ),
        { patience: "1 hour" }
      )
      save(new Blob([bytes], { type: file.type === "pdf" ? "application/pdf" : "text/plain" }), file.name)
    }
  })
}

/** What can be done with a book without having it at home. */
export const BookActions = ({ book }: { readonly book: Book }) => {
  const { book: words } = useMessages()
  const { bytes } = useFormats()
  const download = useDownload(book)
  return (
    <>
      <Group gap="xs">
        {book.file !== null && (
          <>
            <Button
              variant="default"
              leftSection={<IconBook size={18} aria-hidden />}
              renderRoot={(props) => <Link to="/books/$bookId/read" params={{ bookId: book.id }} {...props} />}
            >
              {words.read}
            </Button>
            <Button
              variant="default"
              leftSection={<IconMessageQuestion size={18} aria-hidden />}
              renderRoot={(props) => <Link to="/ask" search={{ bookId: book.id }} {...props} />}
            >
              {words.ask}
            </Button>
            <Button
              variant="default"
              leftSection={<IconDownload size={18} aria-hidden />}
              loading={download.isPending}
              onClick={() => download.mutate()}
            >
              {words.download(book.file.type.toUpperCase(), bytes(book.file.size))}
            </Button>
          </>
        )}
        <AddToList book={book} />
      </Group>
      {download.error !== null && <FailureAlert error={download.error} onRetry={() => download.mutate()} />}
    </>
  )
}
