import "./edit.css"
import { Anchor } from "@mantine/core"
import { createLazyRoute, Link } from "@tanstack/react-router"
import { BookId } from "#contract/catalogue/Book.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { useBook } from "../book/BookQueries.ts"
import { CoverEditor } from "./CoverEditor.tsx"
import { EditForm } from "./EditForm.tsx"

/** A book as librarians see it: what is said of it, its file and its cover. */
const Editing = ({ bookId }: { readonly bookId: BookId }) => {
  const { editBook } = useMessages()
  return (
    <Loaded query={useBook(bookId)}>
      {({ book, etag }) => (
        <>
          <PageTitle
            title={editBook.title}
            lead={
              <Anchor
                underline="always"
                renderRoot={(props) => <Link to="/books/$bookId" params={{ bookId }} {...props} />}
              >
                {book.title}
              </Anchor>
            }
          />
          <div className="edit-book">
            <EditForm book={book} etag={etag} />
            <CoverEditor book={book} />
          </div>
        </>
      )}
    </Loaded>
  )
}

const EditBookPage = () => {
  const { bookId } = route.useParams()
  return <Editing key={bookId} bookId={BookId.make(bookId)} />
}

export const route = createLazyRoute("/inside/desk/books/$bookId")({ component: EditBookPage })
