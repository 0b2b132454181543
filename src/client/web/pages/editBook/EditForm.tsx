import { Button, FileInput, Group, NumberInput, Stack, Textarea, TextInput } from "@mantine/core"
import { useForm } from "@mantine/form"
import { useQueryClient } from "@tanstack/react-query"
import { useBlocker, useNavigate } from "@tanstack/react-router"
import { useState } from "react"
import type { Book } from "#contract/catalogue/Book.ts"
import { failureOf } from "../../connection/Failure.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { Confirm } from "../../parts/Confirm.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useToasts } from "../../parts/Toasts.ts"
import { WorkProgress } from "../../parts/WorkProgress.tsx"
import { bookQuery } from "../book/BookQueries.ts"
import {
  bookFields,
  type BookValues,
  changesOf,
  conflicting,
  differing,
  isIsbn,
  isLanguage,
  isYear,
  merged,
  valuesOf
} from "./BookValues.ts"
import { Conflict } from "./Conflict.tsx"
import { useChangeBook } from "./EditQueries.ts"
import { TagsField } from "./TagsField.tsx"

interface EditFormProps {
  readonly book: Book
  readonly etag: string
}

/** Everything that is said of a book, to be changed. */
export const EditForm = (first: EditFormProps) => {
  const { actions, editBook } = useMessages()
  const { bytes, languageName } = useFormats()
  const navigate = useNavigate()
  const connection = useConnection()
  const queries = useQueryClient()
  const toasts = useToasts()
  const [known, setKnown] = useState(first)
  const [theirs, setTheirs] = useState<EditFormProps>()
  const [file, setFile] = useState<File | null>(null)
  const [share, setShare] = useState(0)
  const { id } = first.book
  const change = useChangeBook(id, setShare)
  const base = valuesOf(known.book)
  const form = useForm<BookValues>({
    mode: "controlled",
    initialValues: base,
    validate: {
      title: (title) => (title.trim() === "" ? editBook.missing : null),
      author: (author) => (author.trim() === "" ? editBook.missing : null),
      isbn: (isbn) => (isIsbn(isbn) ? null : editBook.isbnWrong),
      publishedYear: (year) => (isYear(year) ? null : editBook.yearWrong),
      language: (language) => (isLanguage(language) ? null : editBook.languageWrong)
    }
  })
  const isChanged = file !== null || differing(base, form.values).length > 0
  const mayLeave = change.isSuccess || !isChanged
  const leaving = useBlocker({ shouldBlockFn: () => !mayLeave, enableBeforeUnload: !mayLeave, withResolver: true })

  const save = (values: BookValues) =>
    change.mutate(
      { etag: known.etag, changes: changesOf(base, values), file },
      {
        onSuccess: ({ body }) => {
          toasts.done(editBook.saved(body.title))
          void navigate({ to: "/books/$bookId", params: { bookId: id }, ignoreBlocker: true })
        },
        onError: (error) => {
          if (failureOf(error).code !== "PRECONDITION_FAILED") return
          void queries.fetchQuery({ ...bookQuery(connection, id), staleTime: 0 }).then(setTheirs, () => undefined)
        }
      }
    )
  const choose = (other: EditFormProps, taken: ReadonlyArray<keyof BookValues>) => {
    const their = valuesOf(other.book)
    const both = merged(base, form.values, their)
    form.setValues({ ...both, ...Object.fromEntries(taken.map((field) => [field, their[field]])) })
    setKnown(other)
    setTheirs(undefined)
    change.reset()
  }
  const goToFirst = (wrong: typeof form.errors) => {
    const first = bookFields.find((field) => field in wrong)
    if (first !== undefined) form.getInputNode(first)?.focus()
  }
  const { value: language } = form.getInputProps("language")
  return (
    <form noValidate onSubmit={form.onSubmit(save, goToFirst)} aria-label={editBook.title}>
      <Stack>
        <TextInput label={editBook.fields.title} required maxLength={500} {...form.getInputProps("title")} />
        <TextInput label={editBook.fields.author} required maxLength={300} {...form.getInputProps("author")} />
        <Group grow align="flex-start" className="edit-pair">
          <TextInput label={editBook.fields.genre} maxLength={80} {...form.getInputProps("genre")} />
          <NumberInput
            label={editBook.fields.publishedYear}
            min={-3000}
            max={2100}
            allowDecimal={false}
            hideControls
            {...form.getInputProps("publishedYear")}
          />
        </Group>
        <Group grow align="flex-start" className="edit-pair">
          <TextInput
            label={editBook.fields.isbn}
            description={editBook.isbnLead}
            maxLength={32}
            {...form.getInputProps("isbn")}
          />
          <TextInput
            label={editBook.fields.language}
            description={language !== "" && isLanguage(language) ? languageName(language) : editBook.languageLead}
            maxLength={35}
            {...form.getInputProps("language")}
          />
        </Group>
        <TagsField value={form.values.tags} onChange={(tags) => form.setFieldValue("tags", tags)} />
        <Textarea
          label={editBook.fields.description}
          autosize
          minRows={3}
          maxRows={14}
          maxLength={10_000}
          {...form.getInputProps("description")}
        />
        <FileInput
          label={editBook.file}
          description={
            known.book.file === null
              ? editBook.fileNone
              : editBook.fileNow(known.book.file.name, bytes(known.book.file.size))
          }
          accept="application/pdf,text/plain"
          clearable
          clearButtonProps={{ "aria-label": editBook.fileKeep }}
          placeholder={editBook.fileChoose}
          value={file}
          onChange={setFile}
        />
        {change.isPending && file !== null && <WorkProgress label={editBook.sending} progress={share} />}
        {theirs !== undefined ? (
          <Conflict
            fields={conflicting(base, form.values, valuesOf(theirs.book))}
            mine={form.values}
            theirs={valuesOf(theirs.book)}
            onChoose={(taken) => choose(theirs, taken)}
          />
        ) : (
          change.error !== null && <FailureAlert error={change.error} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => void navigate({ to: "/books/$bookId", params: { bookId: id } })}>
            {actions.cancel}
          </Button>
          <Button type="submit" loading={change.isPending} disabled={!isChanged || theirs !== undefined}>
            {actions.save}
          </Button>
        </Group>
      </Stack>
      <Confirm
        isOpen={leaving.status === "blocked"}
        title={editBook.leaveTitle}
        action={editBook.leave}
        isPending={false}
        error={null}
        onConfirm={() => leaving.proceed?.()}
        onClose={() => leaving.reset?.()}
      >
        {editBook.leaveLead}
      </Confirm>
    </form>
  )
}
