import { Anchor, type AnchorProps } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import type { Citation } from "#contract/intelligence/Answer.ts"

interface SourceLinkProps extends AnchorProps {
  readonly place: Pick<Citation, "end" | "kind" | "sourceId" | "start">
  readonly "aria-label"?: string
  readonly children: ReactNode
}

/** Leads to where something stands in a book or a document, with the words marked there. */
export const SourceLink = ({ children, place, ...rest }: SourceLinkProps) => {
  const search = { start: place.start, end: place.end }
  return (
    <Anchor
      {...rest}
      renderRoot={(props) =>
        place.kind === "book" ? (
          <Link to="/books/$bookId/read" params={{ bookId: place.sourceId }} search={search} {...props} />
        ) : (
          <Link to="/documents/$documentId" params={{ documentId: place.sourceId }} search={search} {...props} />
        )
      }
    >
      {children}
    </Anchor>
  )
}
