import { Blockquote, Group, Stack, Text, Title } from "@mantine/core"
import { IconAlertTriangle } from "@tabler/icons-react"
import type { Citation, NearPassage } from "#contract/intelligence/Answer.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { SourceLink } from "./SourceLink.tsx"

const usePlace = () => {
  const { ask } = useMessages()
  return ({ author, page, title }: Pick<Citation, "author" | "page" | "title">) =>
    [title, author ?? "", page === undefined ? "" : ask.page(page)].filter((part) => part !== "").join(", ")
}

/** Where the sentences of an answer stand, in the words of the sources. */
export const Sources = ({ citations }: { readonly citations: ReadonlyArray<Citation> }) => {
  const { ask } = useMessages()
  const place = usePlace()
  if (citations.length === 0) return null
  return (
    <div>
      <Title order={3} size="h5" mb="xs">
        {ask.sources}
      </Title>
      <Stack component="ol" gap="sm" className="sources">
        {citations.map((citation) => (
          <li key={citation.index} value={citation.index}>
            <SourceLink place={citation} fw={600} size="sm">
              {place(citation)}
            </SourceLink>
            {!citation.verified && (
              <Group gap={4} wrap="nowrap">
                <IconAlertTriangle size={14} aria-hidden />
                <Text size="sm">{ask.notVerified}</Text>
              </Group>
            )}
            <Blockquote className="quote" color="gray">
              {citation.quote}
            </Blockquote>
          </li>
        ))}
      </Stack>
    </div>
  )
}

/** What came nearest to a question that the library cannot answer. */
export const Nearest = ({ passages }: { readonly passages: ReadonlyArray<NearPassage> }) => {
  const { ask } = useMessages()
  const place = usePlace()
  if (passages.length === 0) return null
  return (
    <div>
      <Title order={3} size="h5" mb="xs">
        {ask.nearest}
      </Title>
      <Stack component="ul" gap="sm" className="sources">
        {passages.map((passage) => (
          <li key={`${passage.sourceId} ${passage.start}`}>
            <SourceLink place={passage} fw={600} size="sm">
              {place(passage)}
            </SourceLink>
            <Blockquote className="quote" color="gray">
              <Text lineClamp={5} size="sm">
                {passage.text}
              </Text>
            </Blockquote>
          </li>
        ))}
      </Stack>
    </div>
  )
}
