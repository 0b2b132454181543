import { Anchor, Button, Group, Paper, Stack, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { IconFileTypePdf, IconFileTypeTxt, IconLock, IconUsers } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { User } from "#contract/identity/User.ts"
import type { Document } from "#contract/workspace/Document.ts"
import { hasRole, useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { Confirm } from "../../parts/Confirm.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { DocumentState } from "./DocumentState.tsx"
import { useRemoveDocument } from "./DocumentQueries.ts"
import { EditDocument } from "./EditDocument.tsx"

/** Owners change and remove their documents; staff remove those of the library. */
const rightsOf = ({ ownerId, visibility }: Document, user: User) => {
  const isOwner = ownerId === user.id
  return { mayEdit: isOwner, mayRemove: isOwner || (visibility === "organization" && hasRole(user, "librarian")) }
}

const Facts = ({ document }: { readonly document: Document }) => {
  const { documents } = useMessages()
  const { bytes, date } = useFormats()
  const isPrivate = document.visibility === "private"
  const Visible = isPrivate ? IconLock : IconUsers
  const facts = [
    documents.visibilities[document.visibility],
    ...(document.pages === null ? [] : [documents.pages(document.pages)]),
    bytes(document.size),
    documents.changedOn(date(document.updatedAt))
  ]
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Visible size={16} aria-hidden style={{ flex: "none", marginTop: 3 }} />
      <Text size="sm" c="dimmed">
        {facts.join(" · ")}
      </Text>
    </Group>
  )
}

/** A document of a list, and what can be done with it. */
export const DocumentCard = ({ document }: { readonly document: Document }) => {
  const { actions, documents } = useMessages()
  const user = useUser()
  const { mayEdit, mayRemove } = rightsOf(document, user)
  const [isEditing, editing] = useDisclosure()
  const [isRemoving, removing] = useDisclosure()
  const remove = useRemoveDocument(document)
  const { id, title } = document
  const Icon = document.type === "pdf" ? IconFileTypePdf : IconFileTypeTxt
  const isReadable = document.characters !== null
  return (
    <Paper component="li" withBorder p="md">
      <Group wrap="nowrap" align="flex-start">
        <Icon size={32} stroke={1.25} aria-hidden style={{ flex: "none" }} />
        <Stack gap="xs" style={{ flex: 1, minWidth: 0, overflowWrap: "anywhere" }}>
          <Anchor
            fw={600}
            c="inherit"
            renderRoot={(props) => <Link to="/documents/$documentId" params={{ documentId: id }} {...props} />}
          >
            {title}
          </Anchor>
          <Facts document={document} />
          <DocumentState document={document} />
          <Group gap="xs">
            {isReadable && (
              <Button
                size="xs"
                aria-label={documents.openOf(title)}
                renderRoot={(props) => <Link to="/documents/$documentId" params={{ documentId: id }} {...props} />}
              >
                {documents.open}
              </Button>
            )}
            {isReadable && (
              <Button
                size="xs"
                variant="default"
                aria-label={documents.askOf(title)}
                renderRoot={(props) => <Link to="/ask" search={{ documentId: id }} {...props} />}
              >
                {documents.ask}
              </Button>
            )}
            {mayEdit && (
              <Button size="xs" variant="default" aria-label={documents.editOf(title)} onClick={editing.open}>
                {actions.edit}
              </Button>
            )}
            {mayRemove && (
              <Button size="xs" variant="default" aria-label={documents.removeOf(title)} onClick={removing.open}>
                {actions.remove}
              </Button>
            )}
          </Group>
        </Stack>
      </Group>
      <EditDocument document={document} isOpen={isEditing} onClose={editing.close} />
      <Confirm
        isOpen={isRemoving}
        title={documents.removeTitle}
        action={actions.remove}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(undefined, { onSuccess: removing.close })}
        onClose={removing.close}
      >
        <Text>{documents.removeLead(title)}</Text>
      </Confirm>
    </Paper>
  )
}
