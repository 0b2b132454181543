import { Anchor, Button, Group, Skeleton, Text, Title } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import { hasRole, useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { BookCard, BookGrid } from "../../parts/BookCard.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { Nothing } from "../../parts/Nothing.tsx"
import { useRecentBooks } from "./HomeQueries.ts"

const waiting = (
  <BookGrid>
    {[1, 2, 3].map((place) => (
      <li key={place} aria-hidden>
        <Skeleton style={{ aspectRatio: "2 / 3" }} />
      </li>
    ))}
  </BookGrid>
)

/** What the library got last. */
export const RecentBooks = () => {
  const { recent } = useMessages().home
  const isStaff = hasRole(useUser(), "librarian")
  return (
    <section aria-labelledby="recent-title">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3" id="recent-title">
          {recent.title}
        </Title>
        <Anchor component={Link} to="/books" className="tall-link">
          {recent.all}
        </Anchor>
      </Group>
      <Loaded query={useRecentBooks()} waiting={waiting}>
        {({ items }) =>
          items.length > 0 ? (
            <BookGrid>
              {items.map((book) => (
                <BookCard key={book.id} book={book} />
              ))}
            </BookGrid>
          ) : (
            <Nothing title={recent.nothing}>
              {isStaff ? (
                <Button component={Link} to="/desk/upload">
                  {recent.add}
                </Button>
              ) : (
                <Text size="sm">{recent.nothingLead}</Text>
              )}
            </Nothing>
          )
        }
      </Loaded>
    </section>
  )
}
