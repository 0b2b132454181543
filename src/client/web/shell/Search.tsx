import "@mantine/spotlight/styles.css"
import { VisuallyHidden } from "@mantine/core"
import { createSpotlight, Spotlight } from "@mantine/spotlight"
import { useDebouncedValue } from "@mantine/hooks"
import { IconBook, IconMessageQuestion, IconSearch, IconTag, IconUser } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useEffect, useState } from "react"
import type { Suggestion } from "#contract/catalogue/Suggestion.ts"
import { useConnection } from "../connection/ConnectionContext.tsx"
import { useMessages } from "../messages/Messages.tsx"
import { suggestionsQuery } from "../pages/books/BooksQueries.ts"
import { usePlaces } from "./Navigation.tsx"

interface SearchProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

const icons = { title: IconBook, author: IconUser, tag: IconTag }
/** Milliseconds of rest after which what was typed is asked for. */
const rest = 150
const longest = 200

/** How what was typed so far may go on, in the titles, authors and tags of the library. */
const useSuggestions = (typed: string) => {
  const [asked] = useDebouncedValue(typed.slice(0, longest), rest)
  return useQuery(suggestionsQuery(useConnection(), asked))
}

/** Finds books, their authors and tags as one types, and pages by their name; what is found nowhere can be asked. */
export const Search = ({ isOpen, onClose }: SearchProps) => {
  const { shell } = useMessages()
  const navigate = useNavigate()
  const [[store, spotlight]] = useState(createSpotlight)
  const [typed, setTyped] = useState("")
  const wanted = typed.trim()
  const suggestions = useSuggestions(typed)
  const groups = usePlaces()
  useEffect(() => {
    if (isOpen) spotlight.open()
  }, [isOpen, spotlight])
  const follow = ({ bookId, text, type }: Suggestion) => {
    if (bookId !== undefined) return navigate({ to: "/books/$bookId", params: { bookId } })
    return navigate({ to: "/books", search: type === "author" ? { author: text } : { tag: [text] } })
  }
  const found = wanted === "" ? [] : (suggestions.data?.items ?? [])
  const places = groups
    .map(({ label, places }) => ({
      label,
      places: places.filter(({ label: name }) => name.toLocaleLowerCase().includes(wanted.toLocaleLowerCase()))
    }))
    .filter(({ places }) => places.length > 0)
  return (
    <Spotlight.Root
      store={store}
      query={typed}
      onQueryChange={setTyped}
      onSpotlightClose={onClose}
      shortcut={null}
      scrollable
      maxHeight="min(70vh, 560px)"
      attributes={{ content: { "aria-label": shell.search } }}
    >
      <Spotlight.Search
        placeholder={shell.search}
        aria-label={shell.search}
        maxLength={longest}
        leftSection={<IconSearch size={20} aria-hidden />}
      />
      <VisuallyHidden role="status">{suggestions.data === undefined ? "" : shell.found(found.length)}</VisuallyHidden>
      <Spotlight.ActionsList>
        {wanted !== "" && (
          <Spotlight.ActionsGroup label={shell.books}>
            <Spotlight.Action
              label={shell.searchFor(wanted)}
              leftSection={<IconSearch size={18} stroke={1.5} aria-hidden />}
              onClick={() => void navigate({ to: "/books", search: { q: wanted } })}
            />
            {found.map((suggestion) => {
              const Icon = icons[suggestion.type]
              return (
                <Spotlight.Action
                  key={`${suggestion.type} ${suggestion.text}`}
                  label={suggestion.text}
                  description={shell.suggestions[suggestion.type](suggestion.count ?? 1)}
                  leftSection={<Icon size={18} stroke={1.5} aria-hidden />}
                  onClick={() => void follow(suggestion)}
                />
              )
            })}
            <Spotlight.Action
              label={shell.askAbout(wanted)}
              leftSection={<IconMessageQuestion size={18} stroke={1.5} aria-hidden />}
              onClick={() => void navigate({ to: "/ask", search: { question: wanted } })}
            />
          </Spotlight.ActionsGroup>
        )}
        {places.map(({ label, places }) => (
          <Spotlight.ActionsGroup key={label} label={label}>
            {places.map(({ icon: Icon, label: name, to }) => (
              <Spotlight.Action
                key={to}
                label={name}
                leftSection={<Icon size={18} stroke={1.5} aria-hidden />}
                onClick={() => void navigate({ to })}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
