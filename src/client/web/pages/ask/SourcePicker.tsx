import { MultiSelect } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { useState } from "react"
import { useMessages } from "../../messages/Messages.tsx"
import { type Source, useSources } from "./AskQueries.ts"

const mostSources = 50

interface SourcePickerProps {
  readonly chosen: ReadonlyArray<Source>
  readonly onChange: (sources: ReadonlyArray<Source>) => void
}

const valueOf = ({ id, kind }: Source) => `${kind}:${id}`

/** Which books and documents a question is put to; none chosen means all. */
export const SourcePicker = ({ chosen, onChange }: SourcePickerProps) => {
  const { ask } = useMessages()
  const [isWanted, setWanted] = useState(false)
  const [words, setWords] = useState("")
  const [wordsAtRest] = useDebouncedValue(words, 250)
  const { data: found = [] } = useSources(wordsAtRest, isWanted)
  const known = [...chosen, ...found.filter((source) => !chosen.some((other) => valueOf(other) === valueOf(source)))]
  const options = (kind: Source["kind"]) =>
    known.filter((source) => source.kind === kind).map((source) => ({ value: valueOf(source), label: source.title }))
  return (
    <MultiSelect
      label={ask.scope}
      placeholder={chosen.length === 0 ? ask.scopeAll : ""}
      data={[
        { group: ask.books, items: options("book") },
        { group: ask.documents, items: options("document") }
      ]}
      value={chosen.map(valueOf)}
      onChange={(values) => onChange(known.filter((source) => values.includes(valueOf(source))))}
      searchable
      searchValue={words}
      onSearchChange={setWords}
      onFocus={() => setWanted(true)}
      filter={({ options: all }) => all}
      nothingFoundMessage={ask.nothingFound}
      maxValues={mostSources}
      hidePickedOptions
      clearable
      clearButtonProps={{ "aria-label": ask.scopeClear }}
    />
  )
}
