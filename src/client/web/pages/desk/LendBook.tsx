import { Button, Group, Modal, NumberInput, Stack } from "@mantine/core"
import { useState } from "react"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { ChooseBook, ChooseReader, type Chosen } from "./Choose.tsx"
import { useLend } from "./DeskQueries.ts"

const longestPeriod = 365

/** Lends a book to a reader. After one book the reader stays chosen, since people bring more than one to the desk. */
export const LendBook = ({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) => {
  const { actions, desk } = useMessages()
  const { lending, loans } = desk
  const [reader, setReader] = useState<Chosen>()
  const [book, setBook] = useState<Chosen>()
  const [days, setDays] = useState<number | string>("")
  const [isChecked, setChecked] = useState(false)
  const lend = useLend()
  const send = () => {
    setChecked(true)
    if (reader === undefined || book === undefined) return
    const what = {
      bookId: book.id,
      userId: reader.id,
      readerName: reader.name,
      days: typeof days === "number" ? days : undefined
    }
    lend.mutate(what, {
      onSuccess: () => {
        setBook(undefined)
        setChecked(false)
      }
    })
  }
  return (
    <Modal opened={isOpen} onClose={onClose} title={loans.lend} closeButtonProps={{ "aria-label": actions.close }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <Stack>
          <ChooseReader
            label={lending.reader}
            description={lending.readerHint}
            isRequired
            value={reader?.id}
            onChange={setReader}
            error={isChecked && reader === undefined ? lending.missingReader : undefined}
          />
          <ChooseBook
            label={lending.book}
            description={lending.bookHint}
            isRequired
            value={book?.id}
            onChange={setBook}
            error={isChecked && book === undefined ? lending.missingBook : undefined}
          />
          <NumberInput
            label={lending.days}
            description={lending.daysHint}
            min={1}
            max={longestPeriod}
            allowDecimal={false}
            value={days}
            onChange={setDays}
          />
          {lend.error !== null && <FailureAlert error={lend.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {actions.close}
            </Button>
            <Button type="submit" loading={lend.isPending}>
              {lending.lend}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
