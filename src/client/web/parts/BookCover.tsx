import "./books.css"
import { useIntersection } from "@mantine/hooks"
import { useQuery } from "@tanstack/react-query"
import type { Book } from "#contract/catalogue/Book.ts"
import { useConnection } from "../connection/ConnectionContext.tsx"
import { coverQuery } from "./CoverQueries.ts"
import { useObjectUrl } from "./ObjectUrl.ts"

/** What is needed of a book to show it. */
export type ShownBook = Pick<Book, "author" | "cover" | "id" | "title"> & Partial<Pick<Book, "language">>

interface BookCoverProps {
  readonly book: ShownBook
  /** Pixels, or a share of what surrounds it. */
  readonly width?: number | string
  /** What it is a picture of, where the title does not stand beside it. */
  readonly alt?: string
}

/** The same for the same book, wherever it is shown. */
const hueOf = (id: string) =>
  [...id].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % 3600, 7) / 10

/** How large a title is set, in hundredths of the cover's width: so that its longest word fits into one line, if it can. */
const sizeOf = (title: string) => {
  const longest = Math.max(...title.split(/[\s-]+/).map((word) => [...word].length))
  return Math.max(7.5, Math.min(12, 105 / longest))
}

/** The face of a book: its cover, fetched when it comes near the window, or one set from its title and author. */
export const BookCover = ({ alt = "", book, width = "100%" }: BookCoverProps) => {
  const { entry, ref } = useIntersection({ rootMargin: "300px" })
  const query = coverQuery(useConnection(), book)
  const { data } = useQuery({ ...query, enabled: book.cover !== null && entry?.isIntersecting === true })
  const url = useObjectUrl(data)
  const hue = hueOf(book.id)
  return (
    <span className="cover" ref={ref} style={{ width }}>
      {url !== undefined ? (
        <img src={url} alt={alt} width={book.cover?.width} height={book.cover?.height} />
      ) : (
        <span
          className="cover-made"
          {...(alt === "" ? { "aria-hidden": true } : { role: "img", "aria-label": alt })}
          style={{ backgroundColor: `hsl(${hue} 36% 26%)`, borderInlineStartColor: `hsl(${hue} 36% 18%)` }}
        >
          <span className="cover-title" lang={book.language ?? ""} style={{ fontSize: `${sizeOf(book.title)}cqw` }}>
            {book.title}
          </span>
          <span className="cover-author">{book.author}</span>
        </span>
      )}
    </span>
  )
}
