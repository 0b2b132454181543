import { Button, FileButton, Group, Paper, Stack, Text, Title } from "@mantine/core"
import { useState } from "react"
import type { Book } from "#contract/catalogue/Book.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { BookCover } from "../../parts/BookCover.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useObjectUrl } from "../../parts/ObjectUrl.ts"
import { useToasts } from "../../parts/Toasts.ts"
import { useCoverChanges } from "./EditQueries.ts"

/** The book's cover as it is, and as it would be with another picture. */
export const CoverEditor = ({ book }: { readonly book: Book }) => {
  const { actions, book: words, editBook } = useMessages()
  const { put, remove } = useCoverChanges(book)
  const toasts = useToasts()
  const [picture, setPicture] = useState<File | null>(null)
  const preview = useObjectUrl(picture ?? undefined)
  const error = put.error ?? remove.error
  const forget = () => {
    setPicture(null)
    put.reset()
  }
  return (
    <Paper withBorder p="md" component="section" aria-label={editBook.cover}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {editBook.cover}
        </Title>
        {preview === undefined ? (
          <BookCover book={book} width={180} alt={words.coverOf(book.title)} />
        ) : (
          <span className="cover" style={{ width: 180 }}>
            <img src={preview} alt={editBook.preview} />
          </span>
        )}
        <Text size="sm" c="dimmed">
          {book.cover === null ? editBook.coverNone : editBook.coverSources[book.cover.source]}
        </Text>
        {error !== null && <FailureAlert error={error} />}
        {picture === null ? (
          <Group gap="xs">
            <FileButton accept="image/png,image/jpeg,image/webp" onChange={setPicture}>
              {(props) => (
                <Button variant="default" {...props}>
                  {editBook.choosePicture}
                </Button>
              )}
            </FileButton>
            {book.cover !== null && (
              <Button
                variant="default"
                loading={remove.isPending}
                onClick={() => remove.mutate(undefined, { onSuccess: () => toasts.done(editBook.coverRemoved) })}
              >
                {book.cover.source === "upload" && book.file?.type === "pdf" ? editBook.usePage : editBook.removeCover}
              </Button>
            )}
          </Group>
        ) : (
          <Group gap="xs">
            <Button
              loading={put.isPending}
              onClick={() =>
                put.mutate(picture, {
                  onSuccess: () => {
                    forget()
                    toasts.done(editBook.coverSaved)
                  }
                })
              }
            >
              {editBook.usePicture}
            </Button>
            <Button variant="default" onClick={forget}>
              {actions.cancel}
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  )
}
