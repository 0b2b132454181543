import { Button, Checkbox, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core"
import { useState } from "react"
import type { ReadingList } from "#contract/circulation/ReadingList.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"

/** What is said of a list. */
export interface Described {
  readonly name: string
  readonly description: string
  readonly shared: boolean
}

interface ListFormProps {
  readonly title: string
  readonly action: string
  readonly isOpen: boolean
  readonly isPending: boolean
  readonly error: Error | null
  /** What stands in the form first. */
  readonly list?: ReadingList
  readonly onClose: () => void
  readonly onSend: (described: Described) => void
}

/** Asks how a list is called, what it is for, and whether others see it. */
export const ListForm = (props: ListFormProps) => {
  const { actions } = useMessages()
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": actions.close }}
    >
      <Fields {...props} />
    </Modal>
  )
}

const Fields = ({ action, error, isPending, list, onClose, onSend }: ListFormProps) => {
  const { actions, lists } = useMessages()
  const [name, setName] = useState(list?.name ?? "")
  const [description, setDescription] = useState(list?.description ?? "")
  const [shared, setShared] = useState(list?.shared ?? false)
  const [isChecked, setChecked] = useState(false)
  const isNameless = name.trim() === ""
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setChecked(true)
        if (!isNameless) onSend({ name: name.trim(), description: description.trim(), shared })
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          label={lists.name}
          required
          maxLength={120}
          value={name}
          error={isChecked && isNameless ? lists.nameMissing : undefined}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Textarea
          label={lists.description}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          value={description}
          onChange={({ currentTarget }) => setDescription(currentTarget.value)}
        />
        <Checkbox
          label={lists.share}
          description={lists.shareLead}
          checked={shared}
          onChange={({ currentTarget }) => setShared(currentTarget.checked)}
        />
        {error !== null && <FailureAlert error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {actions.cancel}
          </Button>
          <Button type="submit" loading={isPending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
