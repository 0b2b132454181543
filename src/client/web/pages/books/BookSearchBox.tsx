import { CloseButton, Combobox, Group, Text, TextInput, useCombobox } from "@mantine/core"
import { useDebouncedCallback, useDebouncedValue } from "@mantine/hooks"
import { IconBook2, IconSearch, IconTag, IconUser } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useEffect, useRef, useState } from "react"
import type { Suggestion } from "#contract/catalogue/Suggestion.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { useBookFilters } from "./BookFilters.ts"
import { suggestionsQuery } from "./BooksQueries.ts"

/** Milliseconds of rest after which what is typed is searched for. */
const rest = 250

const icons = { title: IconBook2, author: IconUser, tag: IconTag }
const keyOf = ({ text, type }: Suggestion) => `${type} ${text}`

/** What is typed, searched for while one types; it follows the address where that changes otherwise. */
const useTyped = (q: string, search: (typed: string) => void) => {
  const [typed, setTyped] = useState(q)
  const sent = useRef(q)
  useEffect(() => {
    if (sent.current === q) return
    sent.current = q
    setTyped(q)
  }, [q])
  const later = useDebouncedCallback((text: string) => {
    sent.current = text
    search(text)
  }, rest)
  return {
    typed,
    type: (text: string) => {
      setTyped(text)
      later(text)
    },
    put: (text: string) => {
      setTyped(text)
      sent.current = text
    }
  }
}

/** Finds books while one types, and offers titles, authors and tags that begin so. */
export const BookSearchBox = () => {
  const { books } = useMessages()
  const connection = useConnection()
  const navigate = useNavigate()
  const { change, search } = useBookFilters()
  const { put, type, typed } = useTyped(search.q ?? "", (q) => change({ q, sort: undefined }, { isTyped: true }))
  const [asked] = useDebouncedValue(typed, rest / 2)
  const { data } = useQuery(suggestionsQuery(connection, asked))
  const list = useCombobox({ onDropdownClose: () => list.resetSelectedOption() })
  const suggestions = data?.items ?? []

  const choose = (key: string) => {
    list.closeDropdown()
    const chosen = suggestions.find((suggestion) => keyOf(suggestion) === key)
    if (chosen?.type === "title" && chosen.bookId !== undefined) {
      return void navigate({ to: "/books/$bookId", params: { bookId: chosen.bookId } })
    }
    put("")
    if (chosen?.type === "author") change({ q: undefined, author: chosen.text })
    if (chosen?.type === "tag") change({ q: undefined, tag: [...(search.tag ?? []), chosen.text] })
  }

  return (
    <Combobox store={list} onOptionSubmit={choose} shadow="md" withinPortal={false}>
      <Combobox.Target>
        <TextInput
          role="searchbox"
          aria-label={books.search}
          placeholder={books.searchHint}
          maxLength={200}
          value={typed}
          onChange={({ currentTarget }) => {
            type(currentTarget.value)
            list.openDropdown()
            list.resetSelectedOption()
          }}
          onBlur={() => list.closeDropdown()}
          leftSection={<IconSearch size={18} aria-hidden />}
          rightSection={
            typed !== "" && (
              <CloseButton
                aria-label={books.clearSearch}
                onClick={() => {
                  put("")
                  change({ q: undefined })
                }}
              />
            )
          }
          size="md"
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={suggestions.length === 0 || typed.trim() === ""}>
        <Combobox.Options aria-label={books.suggestions}>
          {suggestions.map((suggestion) => {
            const Icon = icons[suggestion.type]
            return (
              <Combobox.Option key={keyOf(suggestion)} value={keyOf(suggestion)}>
                <Group gap="sm" wrap="nowrap">
                  <Icon size={16} aria-hidden />
                  <Text size="sm" truncate flex={1}>
                    {suggestion.text}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {books.kinds[suggestion.type]}
                  </Text>
                </Group>
              </Combobox.Option>
            )
          })}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
