import { Alert, Group, Stack, Text } from "@mantine/core"
import { IconEyeOff } from "@tabler/icons-react"
import { DateTime } from "effect"
import { useState } from "react"
import type { Review } from "#contract/circulation/Review.ts"
import { useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Stars } from "../../parts/Stars.tsx"
import { feelingOf } from "./Mood.tsx"
import { ReviewForm } from "./ReviewForm.tsx"
import { ReviewTools } from "./ReviewTools.tsx"

/** What one reader says of the book. */
export const ReviewItem = ({ review }: { readonly review: Review }) => {
  const { book } = useMessages()
  const words = book.reviews
  const { date } = useFormats()
  const user = useUser()
  const [isEditing, setEditing] = useState(false)
  if (isEditing) {
    const stop = () => setEditing(false)
    return (
      <li>
        <ReviewForm bookId={review.bookId} review={review} onDone={stop} onCancel={stop} />
      </li>
    )
  }
  const isEdited = DateTime.toEpochMillis(review.updatedAt) > DateTime.toEpochMillis(review.createdAt)
  return (
    <Stack component="li" gap={6}>
      <Group gap="sm">
        <Stars value={review.rating} />
        <Text size="sm" fw={600}>
          {review.userId === user.id ? words.you : words.somebody}
        </Text>
        <Text size="sm" c="dimmed">
          {[
            date(review.createdAt),
            ...(isEdited && review.version > 1 ? [words.edited] : []),
            ...(review.sentiment === null ? [] : [words.sounds(book.mood.words[feelingOf(review.sentiment.score)])])
          ].join(" · ")}
        </Text>
      </Group>
      {review.hidden && (
        <Alert color="gray" variant="default" icon={<IconEyeOff aria-hidden />} title={words.isHidden}>
          {review.hiddenReason}
        </Alert>
      )}
      <Text className="prose review-text">{review.text}</Text>
      <ReviewTools review={review} onEdit={() => setEditing(true)} />
    </Stack>
  )
}
