import { Button, Group, Text, Textarea } from "@mantine/core"
import { useState } from "react"
import type { Review } from "#contract/circulation/Review.ts"
import { hasRole, useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { Confirm } from "../../parts/Confirm.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useReviewActions } from "./ReviewQueries.ts"

type Asked = "remove" | "report" | "hide"

interface ReviewToolsProps {
  readonly review: Review
  readonly onEdit: () => void
}

/** What the reader may do about a review: more with one's own, more as staff. */
export const ReviewTools = ({ onEdit, review }: ReviewToolsProps) => {
  const { actions, book } = useMessages()
  const words = book.reviews
  const user = useUser()
  const isOwn = review.userId === user.id
  const isStaff = hasRole(user, "librarian")
  const { hide, remove, report, unhide } = useReviewActions(review)
  const [asked, setAsked] = useState<Asked>()
  const [reason, setReason] = useState("")
  const close = () => {
    setAsked(undefined)
    for (const action of [hide, remove, report]) action.reset()
  }
  const done = {
    onSuccess: () => {
      close()
      setReason("")
    }
  }
  const chosen = { hide, remove, report }[asked ?? "remove"]
  return (
    <>
      {unhide.error !== null && <FailureAlert error={unhide.error} />}
      <Group gap={4}>
        {isOwn && (
          <Button size="compact-sm" variant="subtle" onClick={onEdit}>
            {actions.edit}
          </Button>
        )}
        {(isOwn || isStaff) && (
          <Button size="compact-sm" variant="subtle" onClick={() => setAsked("remove")}>
            {words.remove}
          </Button>
        )}
        {!isOwn && !review.hidden && (
          <Button size="compact-sm" variant="subtle" onClick={() => setAsked("report")}>
            {words.report}
          </Button>
        )}
        {isStaff && !review.hidden && (
          <Button size="compact-sm" variant="subtle" onClick={() => setAsked("hide")}>
            {words.hide}
          </Button>
        )}
        {isStaff && review.hidden && (
          <Button size="compact-sm" variant="subtle" loading={unhide.isPending} onClick={() => unhide.mutate()}>
            {words.unhide}
          </Button>
        )}
      </Group>
      <Confirm
        isOpen={asked !== undefined}
        title={words.ask[asked ?? "remove"].title}
        action={words.ask[asked ?? "remove"].action}
        isDangerous={asked === "remove"}
        isPending={chosen.isPending}
        isDisabled={asked !== "remove" && reason.trim() === ""}
        error={chosen.error}
        onClose={close}
        onConfirm={() => {
          if (asked === "remove") remove.mutate(undefined, done)
          if (asked === "report") report.mutate(reason.trim(), done)
          if (asked === "hide") hide.mutate(reason.trim(), done)
        }}
      >
        <Text size="sm">{words.ask[asked ?? "remove"].lead}</Text>
        {asked !== "remove" && (
          <Textarea
            label={words.reason}
            required
            maxLength={500}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value.replaceAll("\n", " "))}
            data-autofocus
          />
        )}
      </Confirm>
    </>
  )
}
