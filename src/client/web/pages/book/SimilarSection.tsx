import { Skeleton, Text } from "@mantine/core"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { SimilarBook } from "#contract/intelligence/Recommendation.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { BookCard, BookGrid } from "../../parts/BookCard.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Section } from "../../parts/Section.tsx"
import { useSimilar } from "./BookQueries.ts"

/** Books like this one, each with why it is. */
export const SimilarSection = ({ bookId }: { readonly bookId: BookId }) => {
  const { book } = useMessages()
  return (
    <Section title={book.similar.title}>
      <Loaded
        query={useSimilar(bookId)}
        waiting={<Skeleton height={200} role="status" aria-label={book.similar.title} />}
      >
        {({ items }) =>
          items.length === 0 ? (
            <Text c="dimmed">{book.similar.none}</Text>
          ) : (
            <BookGrid label={book.similar.title}>
              {items.map((similar) => (
                <BookCard
                  key={similar.book.id}
                  book={similar.book}
                  isAvailable={similar.available}
                  note={<Why reasons={similar.reasons} />}
                />
              ))}
            </BookGrid>
          )
        }
      </Loaded>
    </Section>
  )
}

const Why = ({ reasons }: { readonly reasons: SimilarBook["reasons"] }) => {
  const { book } = useMessages()
  const [first] = reasons
  return first === undefined ? null : book.similar.why[first.type](first.label ?? "")
}
