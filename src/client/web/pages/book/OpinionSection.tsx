import { Group, Skeleton, Stack, Text } from "@mantine/core"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { Analysis } from "#contract/intelligence/Analysis.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { Section } from "../../parts/Section.tsx"
import { Stars } from "../../parts/Stars.tsx"
import { useAnalysis } from "./BookQueries.ts"
import { Mood, MoodShares } from "./Mood.tsx"

/** What readers think of the book, all of them together. */
export const OpinionSection = ({ bookId }: { readonly bookId: BookId }) => {
  const { book } = useMessages()
  return (
    <Section title={book.opinion.title}>
      <Loaded
        query={useAnalysis(bookId)}
        waiting={<Skeleton height={120} role="status" aria-label={book.opinion.title} />}
      >
        {(analysis) =>
          analysis.rating.count === 0 ? <Text c="dimmed">{book.opinion.none}</Text> : <Opinion analysis={analysis} />
        }
      </Loaded>
    </Section>
  )
}

const Opinion = ({ analysis: { consensus, rating, sentiment } }: { readonly analysis: Analysis }) => {
  const { book } = useMessages()
  const { decimal } = useFormats()
  return (
    <Stack>
      {rating.average !== null && (
        <Group gap="xs">
          <Stars value={rating.average} size={20} />
          <Text fw={600}>{decimal(rating.average)}</Text>
          <Text size="sm">{book.opinion.reviews(rating.count)}</Text>
        </Group>
      )}
      {sentiment.average === null ? (
        <Text size="sm" c="dimmed">
          {book.opinion.notRead}
        </Text>
      ) : (
        <div className="opinion">
          <Mood average={sentiment.average} />
          <MoodShares distribution={sentiment.distribution} />
        </div>
      )}
      {consensus.text === null
        ? consensus.status === "pending" && (
            <Text size="sm" c="dimmed">
              {book.opinion.consensusPending}
            </Text>
          )
        : consensus.text !== "" && (
            <blockquote className="consensus">
              <Text className="prose">{consensus.text}</Text>
              <Text size="sm" c="dimmed" mt="xs">
                {book.opinion.consensus}
              </Text>
            </blockquote>
          )}
    </Stack>
  )
}
