import { Blockquote, Button, Group, List, Paper, Stack, Text, Textarea, Title } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { IconFlag } from "@tabler/icons-react"
import { useState } from "react"
import type { ReportedReview } from "#contract/circulation/Review.ts"
import type { Reader } from "#contract/identity/Reader.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Confirm } from "../../parts/Confirm.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { BookTitle } from "../loans/LentBook.tsx"
import { useBookOfLoan } from "../loans/LoanQueries.ts"
import { useModeration } from "./ModerationQueries.ts"

const longestReason = 500

interface ReportedReviewCardProps {
  readonly review: ReportedReview
  readonly author: Reader | undefined
}

/** A review that readers object to, and what staff can do about it. */
export const ReportedReviewCard = ({ author, review }: ReportedReviewCardProps) => {
  const { reviews } = useMessages().desk
  const { date } = useFormats()
  const book = useBookOfLoan(review.bookId)
  const title = book?.title ?? "…"
  const { hide, remove, settle } = useModeration(review)
  const [isHiding, hiding] = useDisclosure()
  const [isRemoving, removing] = useDisclosure()
  const [reason, setReason] = useState("")
  const [isChecked, setChecked] = useState(false)
  const isMissing = reason.trim() === ""
  return (
    <Paper component="li" withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {reviews.about} <BookTitle bookId={review.bookId} title={title} />
        </Title>
        <Text size="sm" c="dimmed">
          {[
            author === undefined ? "" : reviews.by(author.fullName),
            date(review.createdAt),
            reviews.rating(review.rating)
          ]
            .filter((part) => part !== "")
            .join(" · ")}
        </Text>
        <Blockquote m={0} p="md" color="gray" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {review.text}
        </Blockquote>
        <div>
          <Group gap={6}>
            <IconFlag size={18} aria-hidden />
            <Text fw={600}>{reviews.reports(review.reports)}</Text>
          </Group>
          <List size="sm" mt={4} aria-label={reviews.reasons}>
            {[...new Set(review.reasons)].map((said) => (
              <List.Item key={said}>{said}</List.Item>
            ))}
          </List>
        </div>
        {review.hidden && <Text size="sm">{reviews.hidden(review.hiddenReason ?? "")}</Text>}
        {settle.error !== null && <FailureAlert error={settle.error} />}
        <Group gap="xs">
          {!review.hidden && (
            <Button size="xs" aria-label={reviews.of(reviews.hide, title)} onClick={hiding.open}>
              {reviews.hide}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            aria-label={reviews.of(review.hidden ? reviews.unhide : reviews.keep, title)}
            loading={settle.isPending}
            onClick={() => settle.mutate()}
          >
            {review.hidden ? reviews.unhide : reviews.keep}
          </Button>
          <Button size="xs" variant="default" aria-label={reviews.of(reviews.remove, title)} onClick={removing.open}>
            {reviews.remove}
          </Button>
        </Group>
      </Stack>
      <Confirm
        isOpen={isHiding}
        title={reviews.hideTitle}
        action={reviews.hide}
        isDangerous={false}
        isPending={hide.isPending}
        error={hide.error}
        onClose={hiding.close}
        onConfirm={() => {
          setChecked(true)
          if (!isMissing) hide.mutate(reason.trim(), { onSuccess: hiding.close })
        }}
      >
        <Text>{reviews.hideLead}</Text>
        <Textarea
          label={reviews.reason}
          required
          maxLength={longestReason}
          value={reason}
          error={isChecked && isMissing ? reviews.reasonMissing : undefined}
          onChange={(event) => setReason(event.currentTarget.value.replaceAll(/[\n\r\t]/gu, " "))}
        />
      </Confirm>
      <Confirm
        isOpen={isRemoving}
        title={reviews.removeTitle}
        action={reviews.remove}
        isPending={remove.isPending}
        error={remove.error}
        onClose={removing.close}
        onConfirm={() => remove.mutate(undefined, { onSuccess: removing.close })}
      >
        <Text>{reviews.removeLead}</Text>
      </Confirm>
    </Paper>
  )
}
