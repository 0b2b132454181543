import { TagsInput } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { suggestionsQuery } from "../books/BooksQueries.ts"

interface TagsFieldProps {
  readonly value: ReadonlyArray<string>
  readonly onChange: (tags: Array<string>) => void
}

const mostTags = 30

/** The book's tags, with those that other books have offered while one types. */
export const TagsField = ({ onChange, value }: TagsFieldProps) => {
  const { editBook } = useMessages()
  const [typed, setTyped] = useState("")
  const [asked] = useDebouncedValue(typed, 200)
  const { data } = useQuery(suggestionsQuery(useConnection(), asked))
  const known = (data?.items ?? []).flatMap(({ text, type }) => (type === "tag" ? [text] : []))
  return (
    <TagsInput
      label={editBook.fields.tags}
      description={editBook.tagsLead}
      data={[...new Set(known)]}
      value={[...value]}
      onChange={onChange}
      searchValue={typed}
      onSearchChange={setTyped}
      maxTags={mostTags}
      maxLength={60}
      splitChars={[","]}
      acceptValueOnBlur
    />
  )
}
