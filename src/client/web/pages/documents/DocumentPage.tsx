import { Anchor, Button, Group, Stack } from "@mantine/core"
import { createLazyRoute, Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { DocumentId } from "#contract/workspace/Document.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { useDocument } from "./DocumentQueries.ts"
import { DocumentState } from "./DocumentState.tsx"
import { DocumentText } from "./DocumentText.tsx"
import "./documents.css"

const DocumentPage = () => {
  const { documents } = useMessages()
  const { documentId } = useParams({ from: "/inside/documents/$documentId" })
  const wanted = useSearch({ from: "/inside/documents/$documentId" })
  const navigate = useNavigate()
  const query = useDocument(DocumentId.make(documentId))
  return (
    <>
      <Anchor size="sm" renderRoot={(props) => <Link to="/documents" {...props} />}>
        {documents.back}
      </Anchor>
      <Loaded query={query}>
        {({ document }) => (
          <>
            <PageTitle title={document.title}>
              <Group>
                <Button
                  variant="default"
                  renderRoot={(props) => <Link to="/ask" search={{ documentId: document.id }} {...props} />}
                >
                  {documents.ask}
                </Button>
              </Group>
            </PageTitle>
            <Stack>
              {document.status !== "active" && <DocumentState document={document} />}
              {document.characters !== null && (
                <DocumentText
                  key={`${wanted.page} ${wanted.start}`}
                  document={document}
                  wanted={wanted}
                  onGo={(search) => void navigate({ to: "/documents/$documentId", params: { documentId }, search })}
                />
              )}
            </Stack>
          </>
        )}
      </Loaded>
    </>
  )
}

export const route = createLazyRoute("/inside/documents/$documentId")({ component: DocumentPage })
