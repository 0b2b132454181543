import { Button, Group, Select, Stack, TextInput } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { useState } from "react"
import type { Book } from "#contract/catalogue/Book.ts"
import type { ReadingList } from "#contract/circulation/ReadingList.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useBooksOffered } from "../../parts/BooksOffered.ts"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useAddBook } from "./ListQueries.ts"

const labelOf = ({ author, title }: Pick<Book, "author" | "title">) => `${title} – ${author}`

interface AddBookProps {
  readonly list: ReadingList
  /** Told what was added. */
  readonly onAdded: (title: string) => void
}

/** Finds a book by what one types, and puts it at the end of the list. */
export const AddBook = ({ list, onAdded }: AddBookProps) => {
  const { lists } = useMessages()
  const [book, setBook] = useState<Pick<Book, "author" | "id" | "title">>()
  const [words, setWords] = useState("")
  const [note, setNote] = useState("")
  const [isWanted, setWanted] = useState(false)
  // What is chosen stands in the field: that is not what is looked for.
  const [asked] = useDebouncedValue(book !== undefined && words === labelOf(book) ? "" : words.trim(), 250)
  const found = useBooksOffered(asked, isWanted).data?.items ?? []
  const offered = book === undefined || found.some(({ id }) => id === book.id) ? found : [book, ...found]
  const add = useAddBook(list.id)
  return (
    <form
      noValidate
      aria-label={lists.addTo(list.name)}
      onSubmit={(event) => {
        event.preventDefault()
        if (book === undefined) return
        const said = note.trim()
        add.mutate(
          { bookId: book.id, ...(said === "" ? {} : { note: said }) },
          {
            onSuccess: () => {
              onAdded(book.title)
              setBook(undefined)
              setWords("")
              setNote("")
            }
          }
        )
      }}
    >
      <Stack gap="sm">
        <Group align="flex-end" gap="sm">
          <Select
            className="list-field"
            label={lists.addBook}
            placeholder={lists.addPlaceholder}
            data={offered.map((one) => ({ value: one.id, label: labelOf(one) }))}
            value={book?.id ?? null}
            onChange={(id) => {
              add.reset()
              setBook(offered.find((one) => one.id === id))
            }}
            searchable
            searchValue={words}
            onSearchChange={setWords}
            onFocus={() => setWanted(true)}
            filter={({ options }) => options}
            nothingFoundMessage={lists.nothingFound}
          />
          <TextInput
            className="list-field"
            label={lists.note}
            maxLength={500}
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={add.isPending} disabled={book === undefined}>
            {lists.add}
          </Button>
        </Group>
        {add.error !== null && <FailureAlert error={add.error} />}
      </Stack>
    </form>
  )
}
