import "./read.css"
import { Anchor, Button } from "@mantine/core"
import { IconMessageQuestion } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { createLazyRoute, Link } from "@tanstack/react-router"
import { type ComponentProps, useState } from "react"
import { BookId } from "#contract/catalogue/Book.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { failureOf } from "../../connection/Failure.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { Nothing } from "../../parts/Nothing.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { useBook } from "../book/BookQueries.ts"
import { OpenBook } from "./OpenBook.tsx"
import { placeQuery, type ReadingPlace } from "./ReadQueries.ts"

/** A book to be read here: where it was left, at a page, or at what was quoted of it. */
const Reading = ({ bookId }: { readonly bookId: BookId }) => {
  const { book: words, read } = useMessages()
  const { end, page, start } = route.useSearch()
  const navigate = route.useNavigate()
  const connection = useConnection()
  const book = useBook(bookId)
  // Where it was begun to be read does not change by turning pages.
  const [startedAt] = useState(start)
  const place = useQuery({ ...placeQuery(connection, bookId, startedAt), enabled: page === undefined })
  const quote = start === undefined || end === undefined ? undefined : { start, end }
  const turn = (wanted: number) =>
    void navigate({ search: (before) => ({ ...before, page: wanted }), replace: true, resetScroll: false })
  const isUnread = place.error !== null && failureOf(place.error).code === "BOOK_TEXT_NOT_FOUND"
  return (
    <Loaded query={book}>
      {({ book: { author, title } }) => (
        <>
          <PageTitle
            title={title}
            lead={
              <>
                {author} ·{" "}
                <Anchor
                  underline="always"
                  renderRoot={(props) => <Link to="/books/$bookId" params={{ bookId }} {...props} />}
                >
                  {read.back}
                </Anchor>
              </>
            }
          >
            <Button
              variant="default"
              leftSection={<IconMessageQuestion size={18} aria-hidden />}
              renderRoot={(props) => <Link to="/ask" search={{ bookId }} {...props} />}
            >
              {words.ask}
            </Button>
          </PageTitle>
          {page !== undefined ? (
            <OpenBook bookId={bookId} page={Math.max(1, page)} startAt={undefined} quote={quote} onTurn={turn} />
          ) : isUnread ? (
            <Nothing title={read.notYet}>{read.notYetLead}</Nothing>
          ) : (
            <Loaded query={place}>
              {(left) => <BookLeftAt place={left} bookId={bookId} quote={quote} onTurn={turn} />}
            </Loaded>
          )}
        </>
      )}
    </Loaded>
  )
}

interface BookLeftAtProps extends Omit<ComponentProps<typeof OpenBook>, "page" | "startAt"> {
  readonly place: ReadingPlace
}

/** Open where it was left; reading on moves that place, but not the reader. */
const BookLeftAt = ({ place, ...rest }: BookLeftAtProps) => {
  const [{ page, start }] = useState(place)
  return <OpenBook page={page} startAt={start} {...rest} />
}

const ReadBookPage = () => {
  const { bookId } = route.useParams()
  return <Reading key={bookId} bookId={BookId.make(bookId)} />
}

export const route = createLazyRoute("/inside/books/$bookId/read")({ component: ReadBookPage })
