import { Button, FileInput, Group, Modal, Stack, TextInput } from "@mantine/core"
import { IconUpload } from "@tabler/icons-react"
import { useState } from "react"
import type { Document } from "#contract/workspace/Document.ts"
import { failureOf } from "../../connection/Failure.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { acceptedFiles } from "./AddDocument.tsx"
import { useChangeDocument, useDocument } from "./DocumentQueries.ts"
import { VisibilityField } from "./VisibilityField.tsx"

const longestTitle = 300

interface EditFormProps {
  readonly document: Document
  readonly etag: string
  readonly onClose: () => void
}

const EditForm = ({ document, etag, onClose }: EditFormProps) => {
  const { actions, documents } = useMessages()
  // What was read when the editor was opened is what is changed, whatever comes in meanwhile.
  const [readAs, setReadAs] = useState(etag)
  const [title, setTitle] = useState(document.title)
  const [visibility, setVisibility] = useState(document.visibility)
  const [file, setFile] = useState<File | null>(null)
  const [isChecked, setChecked] = useState(false)
  const change = useChangeDocument(document.id)
  const isConflict = change.error !== null && failureOf(change.error).code === "PRECONDITION_FAILED"
  const send = () => {
    setChecked(true)
    if (title.trim() === "") return
    change.mutate({ etag: readAs, file, changes: { title: title.trim(), visibility } }, { onSuccess: onClose })
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Stack>
        <TextInput
          label={documents.name}
          required
          maxLength={longestTitle}
          value={title}
          error={isChecked && title.trim() === "" ? documents.missing.title : undefined}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <VisibilityField value={visibility} onChange={setVisibility} />
        <FileInput
          label={documents.replace}
          description={documents.replaceHint}
          placeholder={documents.chooseFile}
          leftSection={<IconUpload size={18} aria-hidden />}
          accept={acceptedFiles}
          clearable
          clearButtonProps={{ "aria-label": actions.remove }}
          value={file}
          onChange={setFile}
        />
        {change.error !== null && <FailureAlert error={change.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {actions.cancel}
          </Button>
          {isConflict && readAs !== etag && (
            <Button
              variant="default"
              onClick={() => {
                setReadAs(etag)
                setTitle(document.title)
                setVisibility(document.visibility)
                change.reset()
              }}
            >
              {documents.loadAnew}
            </Button>
          )}
          <Button type="submit" loading={change.isPending}>
            {actions.save}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface EditDocumentProps {
  readonly document: Document
  readonly isOpen: boolean
  readonly onClose: () => void
}

const Editor = ({ document: { id }, onClose }: EditDocumentProps) => {
  const query = useDocument(id)
  return (
    <Loaded query={query}>
      {({ document, etag }) => <EditForm document={document} etag={etag} onClose={onClose} />}
    </Loaded>
  )
}

/** Renames a document, says who may read it, and replaces its file. */
export const EditDocument = (props: EditDocumentProps) => {
  const { actions, documents } = useMessages()
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={documents.editTitle}
      closeButtonProps={{ "aria-label": actions.close }}
    >
      {props.isOpen && <Editor {...props} />}
    </Modal>
  )
}
