import { Button, Group } from "@mantine/core"
import { IconX } from "@tabler/icons-react"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { type FilterChanges, useBookFilters } from "./BookFilters.ts"

/** What the list is narrowed down by, each to be taken away. */
export const ActiveFilters = () => {
  const { books } = useMessages()
  const { languageName } = useFormats()
  const { change, clear, search } = useBookFilters()
  const { author, available, genre, language, tag = [], year } = search
  const active: ReadonlyArray<readonly [label: string, without: FilterChanges]> = [
    ...(available === true ? [[books.onlyAvailable, { available: undefined }] as const] : []),
    ...(genre === undefined ? [] : [[`${books.facets.genre}: ${genre}`, { genre: undefined }] as const]),
    ...tag.map((one) => [`${books.facets.tag}: ${one}`, { tag: tag.filter((other) => other !== one) }] as const),
    ...(author === undefined ? [] : [[`${books.facets.author}: ${author}`, { author: undefined }] as const]),
    ...(language === undefined
      ? []
      : [[`${books.facets.language}: ${languageName(language)}`, { language: undefined }] as const]),
    ...(year === undefined ? [] : [[`${books.facets.year}: ${year}`, { year: undefined }] as const])
  ]
  if (active.length === 0) return null
  return (
    <Group gap="xs" role="group" aria-label={books.activeFilters}>
      {active.map(([label, without]) => (
        <Button
          key={label}
          variant="default"
          size="compact-md"
          radius="xl"
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={books.withoutFilter(label)}
          onClick={() => change(without)}
        >
          {label}
        </Button>
      ))}
      <Button variant="subtle" size="compact-md" onClick={clear}>
        {books.clearFilters}
      </Button>
    </Group>
  )
}
