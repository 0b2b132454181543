import { Button, FileInput, Group, Modal, SegmentedControl, Stack, Textarea, TextInput } from "@mantine/core"
import { IconUpload } from "@tabler/icons-react"
import { useState } from "react"
import type { Visibility } from "#contract/workspace/Document.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { type NewText, useAddDocument } from "./DocumentQueries.ts"
import { VisibilityField } from "./VisibilityField.tsx"

/** What is read. */
export const acceptedFiles = "application/pdf,text/plain,text/markdown,.pdf,.txt,.md"
const longestText = 500_000
const longestTitle = 300

interface Typed {
  readonly kind: NewText["kind"]
  readonly title: string
  readonly content: string
  readonly file: File | null
  readonly visibility: Visibility
}

const empty: Typed = { kind: "file", title: "", content: "", file: null, visibility: "private" }

/** What can be sent of what was typed; none while something is missing. */
const textOf = ({ content, file, kind, title, visibility }: Typed): NewText | undefined => {
  if (kind === "file") return file === null ? undefined : { kind, file, title, visibility }
  if (title.trim() === "" || content.trim() === "") return undefined
  return { kind, text: { title: title.trim(), content, visibility } }
}

/** Adds a document, as a file or as a typed text. What was typed stays until it is added. */
export const AddDocument = ({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) => {
  const { actions, documents } = useMessages()
  const [typed, setTyped] = useState(empty)
  const [isChecked, setChecked] = useState(false)
  const add = useAddDocument()
  const set = (change: Partial<Typed>) => setTyped((before) => ({ ...before, ...change }))
  const told = (isMissing: boolean, text: string) => (isChecked && isMissing ? text : undefined)
  const send = () => {
    const text = textOf(typed)
    setChecked(text === undefined)
    if (text === undefined) return
    add.mutate(text, {
      onSuccess: () => {
        setTyped(empty)
        onClose()
      }
    })
  }
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={documents.add}
      size="lg"
      closeButtonProps={{ "aria-label": actions.close }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <Stack>
          <SegmentedControl
            aria-label={documents.how}
            value={typed.kind}
            onChange={(kind) => set({ kind: kind === "typed" ? "typed" : "file" })}
            data={[
              { value: "file", label: documents.file },
              { value: "typed", label: documents.typed }
            ]}
          />
          {typed.kind === "file" && (
            <FileInput
              label={documents.file}
              description={documents.fileHint}
              placeholder={documents.chooseFile}
              leftSection={<IconUpload size={18} aria-hidden />}
              accept={acceptedFiles}
              required
              value={typed.file}
              error={told(typed.file === null, documents.missing.file)}
              onChange={(file) => set({ file })}
            />
          )}
          <TextInput
            label={documents.name}
            description={typed.kind === "file" ? documents.nameHint : undefined}
            required={typed.kind === "typed"}
            maxLength={longestTitle}
            value={typed.title}
            error={told(typed.kind === "typed" && typed.title.trim() === "", documents.missing.title)}
            onChange={(event) => set({ title: event.currentTarget.value })}
          />
          {typed.kind === "typed" && (
            <Textarea
              label={documents.content}
              required
              autosize
              minRows={6}
              maxRows={16}
              maxLength={longestText}
              value={typed.content}
              error={told(typed.content.trim() === "", documents.missing.content)}
              onChange={(event) => set({ content: event.currentTarget.value })}
            />
          )}
          <VisibilityField value={typed.visibility} onChange={(visibility) => set({ visibility })} />
          {add.error !== null && <FailureAlert error={add.error} onRetry={send} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {actions.cancel}
            </Button>
            <Button type="submit" loading={add.isPending}>
              {documents.add}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
