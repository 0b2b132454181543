import { Anchor, Group, Stack, Text } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import type { Book } from "#contract/catalogue/Book.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"

const Fact = ({ children, name }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

/** What is known of the book itself. Genre and tags lead to other books that have them. */
export const BookFacts = ({ book }: { readonly book: Book }) => {
  const { book: words } = useMessages()
  const { date, languageName } = useFormats()
  const { createdAt, description, genre, isbn, language, publishedYear, tags } = book
  return (
    <Stack gap="md">
      {description !== null && <Text className="prose review-text">{description}</Text>}
      <dl className="facts">
        {genre !== null && (
          <Fact name={words.facts.genre}>
            <Anchor renderRoot={(props) => <Link to="/books" search={{ genre }} {...props} />}>{genre}</Anchor>
          </Fact>
        )}
        {publishedYear !== null && <Fact name={words.facts.year}>{publishedYear}</Fact>}
        {language !== null && <Fact name={words.facts.language}>{languageName(language)}</Fact>}
        {isbn !== null && <Fact name={words.facts.isbn}>{isbn}</Fact>}
        <Fact name={words.facts.added}>{date(createdAt)}</Fact>
        {tags.length > 0 && (
          <Fact name={book.tagsSuggested ? words.facts.tagsSuggested : words.facts.tags}>
            <Group gap={6} component="span">
              {tags.map((tag) => (
                <Link key={tag} to="/books" search={{ tag: [tag] }} className="tag">
                  {tag}
                </Link>
              ))}
            </Group>
          </Fact>
        )}
      </dl>
    </Stack>
  )
}
