import { NumberInput, Stack, Switch } from "@mantine/core"
import { useDebouncedCallback } from "@mantine/hooks"
import type { BookFacets } from "#contract/catalogue/Book.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useBookFilters } from "./BookFilters.ts"
import { FacetGroup } from "./FacetGroup.tsx"

const none: BookFacets = { genre: [], tag: [], author: [], language: [] }
const listOf = (value: string | undefined) => (value === undefined ? [] : [value])

/** Everything that the list can be narrowed down by. */
export const Facets = ({ facets = none }: { readonly facets: BookFacets | undefined }) => {
  const { books } = useMessages()
  const { languageName } = useFormats()
  const { change, search } = useBookFilters()
  const changeYear = useDebouncedCallback((year: number | undefined) => change({ year }, { isTyped: true }), 400)
  const tags = search.tag ?? []
  return (
    <Stack gap="lg">
      <Switch
        label={books.onlyAvailable}
        checked={search.available === true}
        onChange={({ currentTarget }) => change({ available: currentTarget.checked ? true : undefined })}
      />
      <FacetGroup
        label={books.facets.genre}
        values={facets.genre}
        chosen={listOf(search.genre)}
        onChange={(genre, isChosen) => change({ genre: isChosen ? genre : undefined })}
      />
      <FacetGroup
        label={books.facets.tag}
        values={facets.tag}
        chosen={tags}
        onChange={(tag, isChosen) => change({ tag: isChosen ? [...tags, tag] : tags.filter((one) => one !== tag) })}
      />
      <FacetGroup
        label={books.facets.author}
        values={facets.author}
        chosen={listOf(search.author)}
        onChange={(author, isChosen) => change({ author: isChosen ? author : undefined })}
      />
      <FacetGroup
        label={books.facets.language}
        values={facets.language}
        chosen={listOf(search.language)}
        nameOf={languageName}
        onChange={(language, isChosen) => change({ language: isChosen ? language : undefined })}
      />
      <NumberInput
        label={books.facets.year}
        key={search.year ?? "any"}
        defaultValue={search.year ?? ""}
        min={-3000}
        max={2100}
        allowDecimal={false}
        hideControls
        onChange={(year) => changeYear(typeof year === "number" ? year : undefined)}
      />
    </Stack>
  )
}
