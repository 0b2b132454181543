import { Button, Group, Modal, Stack } from "@mantine/core"
import type { ReactNode } from "react"
import { useMessages } from "../messages/Messages.tsx"
import { FailureAlert } from "./FailureAlert.tsx"

interface ConfirmProps {
  readonly isOpen: boolean
  readonly title: string
  /** What will happen. */
  readonly children: ReactNode
  /** What the button that does it says. */
  readonly action: string
  readonly isDangerous?: boolean
  readonly isPending: boolean
  readonly isDisabled?: boolean
  readonly error: unknown
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something is done that cannot be undone, and stays until it is. */
export const Confirm = (props: ConfirmProps) => {
  const { action, children, error, isDangerous = true, isDisabled = false, isOpen, isPending, title } = props
  const { actions } = useMessages()
  return (
    <Modal opened={isOpen} onClose={props.onClose} title={title} closeButtonProps={{ "aria-label": actions.close }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          props.onConfirm()
        }}
      >
        <Stack>
          {children}
          {error !== null && error !== undefined && <FailureAlert error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              {actions.cancel}
            </Button>
            <Button
              type="submit"
              {...(isDangerous ? { color: "red.8" } : {})}
              loading={isPending}
              disabled={isDisabled}
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
