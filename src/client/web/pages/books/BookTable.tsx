import { Box, Table, Text } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import type { Book } from "#contract/catalogue/Book.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { BookCover } from "../../parts/BookCover.tsx"
import { useFormats } from "../../parts/Formats.ts"

/** The books found, one a line. */
export const BookTable = ({ books: found }: { readonly books: ReadonlyArray<Book> }) => {
  const { books } = useMessages()
  const { date, languageName } = useFormats()
  return (
    <Box className="wide" role="region" aria-label={books.title} tabIndex={0}>
      <Table verticalSpacing="sm" miw={640} highlightOnHover>
        <Table.Caption>{books.tableCaption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{books.columns.title}</Table.Th>
            <Table.Th scope="col">{books.columns.author}</Table.Th>
            <Table.Th scope="col">{books.columns.genre}</Table.Th>
            <Table.Th scope="col">{books.columns.year}</Table.Th>
            <Table.Th scope="col">{books.columns.language}</Table.Th>
            <Table.Th scope="col">{books.columns.added}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.map((book) => (
            <Table.Tr key={book.id} className="book-row">
              <Table.Th scope="row">
                <span className="book-row-title">
                  <BookCover book={book} width={32} />
                  <Link to="/books/$bookId" params={{ bookId: book.id }} className="book-link">
                    <Text component="span" fw={600} lineClamp={2}>
                      {book.title}
                    </Text>
                  </Link>
                </span>
              </Table.Th>
              <Table.Td>{book.author}</Table.Td>
              <Table.Td>{book.genre}</Table.Td>
              <Table.Td>{book.publishedYear}</Table.Td>
              <Table.Td>{book.language === null ? "" : languageName(book.language)}</Table.Td>
              <Table.Td>{date(book.createdAt)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  )
}
