import { Select } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { Schema } from "effect"
import { type ReactNode, useState } from "react"
import type { Reader } from "#contract/identity/Reader.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useBooksOffered } from "../../parts/BooksOffered.ts"
import { useReaders, useReadersNamed } from "./DeskQueries.ts"
import { useBookOfLoan } from "../loans/LoanQueries.ts"
import { BookId } from "#contract/catalogue/Book.ts"
import { UserId } from "#contract/identity/User.ts"

// What is chosen may come from an address that somebody mistyped.
const isUserId = Schema.is(UserId)
const isBookId = Schema.is(BookId)

/** Somebody or something that was chosen. */
export interface Chosen {
  readonly id: string
  readonly name: string
  /** The name, and what tells those of the same name apart. */
  readonly label: string
}

interface ChooseProps {
  readonly label: string
  readonly description?: string
  readonly placeholder?: string
  readonly isRequired?: boolean
  readonly error?: ReactNode
  readonly value: string | undefined
  readonly onChange: (chosen: Chosen | undefined) => void
}

interface ChooseAmongProps extends ChooseProps {
  readonly options: ReadonlyArray<Chosen>
  readonly nothingFound: string
  readonly words: string
  readonly onWords: (words: string) => void
  readonly onWanted: () => void
}

/** One of many that are looked for by typing. */
const ChooseAmong = (props: ChooseAmongProps) => {
  const { lending } = useMessages().desk
  const { description, error, isRequired = false, label, options, placeholder, value } = props
  return (
    <Select
      label={label}
      description={description}
      placeholder={placeholder ?? ""}
      required={isRequired}
      error={error}
      searchable
      clearable
      clearButtonProps={{ "aria-label": `${lending.clear}: ${label}` }}
      data={options.map(({ id, label: text }) => ({ value: id, label: text }))}
      value={value ?? null}
      onChange={(id) => props.onChange(options.find((option) => option.id === id))}
      searchValue={props.words}
      onSearchChange={props.onWords}
      onFocus={props.onWanted}
      filter={({ options: all }) => all}
      nothingFoundMessage={props.nothingFound}
    />
  )
}

const useWords = (chosen: string | undefined) => {
  const [words, setWords] = useState("")
  const [isWanted, setWanted] = useState(false)
  // What is chosen stands in the field: that is not what is looked for.
  const [atRest] = useDebouncedValue(words === chosen ? "" : words.trim(), 250)
  return { atRest, isWanted, setWords, want: () => setWanted(true), words }
}

/** A reader, by a part of the name or address. */
export const ChooseReader = (props: ChooseProps) => {
  const { lending } = useMessages().desk
  const named = useReadersNamed(isUserId(props.value) ? [props.value] : []).get(props.value ?? "")
  const labelOf = ({ active, blockedAt, email, fullName }: Reader) =>
    [`${fullName} · ${email}`, active ? "" : `(${lending.inactive})`, blockedAt === null ? "" : `(${lending.blocked})`]
      .filter((part) => part !== "")
      .join(" ")
  const { atRest, isWanted, setWords, want, words } = useWords(named === undefined ? undefined : labelOf(named))
  const { data } = useReaders(atRest, isWanted)
  const found = data?.items ?? []
  const known = named === undefined || found.some(({ id }) => id === named.id) ? found : [named, ...found]
  return (
    <ChooseAmong
      {...props}
      options={known.map((reader) => ({ id: reader.id, name: reader.fullName, label: labelOf(reader) }))}
      nothingFound={lending.nobodyFound}
      words={words}
      onWords={setWords}
      onWanted={want}
    />
  )
}

/** A book, by a part of its title or author. */
export const ChooseBook = (props: ChooseProps) => {
  const { lending } = useMessages().desk
  const named = useBookOfLoan(isBookId(props.value) ? props.value : null) ?? undefined
  const labelOf = ({ author, title }: { readonly author: string; readonly title: string }) => `${title} – ${author}`
  const { atRest, isWanted, setWords, want, words } = useWords(named === undefined ? undefined : labelOf(named))
  const { data } = useBooksOffered(atRest, isWanted)
  const found = data?.items ?? []
  const known = named === undefined || found.some(({ id }) => id === named.id) ? found : [named, ...found]
  return (
    <ChooseAmong
      {...props}
      options={known.map((book) => ({ id: book.id, name: book.title, label: labelOf(book) }))}
      nothingFound={lending.nothingFound}
      words={words}
      onWords={setWords}
      onWanted={want}
    />
  )
}
