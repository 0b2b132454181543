import { Button, Group, Input, Rating, Stack, Text, Textarea } from "@mantine/core"
import { useForm } from "@mantine/form"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { Review } from "#contract/circulation/Review.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useWriteReview } from "./ReviewQueries.ts"

interface ReviewFormProps {
  readonly bookId: BookId
  /** The one to change; left out: a new one. */
  readonly review?: Review | undefined
  readonly onDone: () => void
  readonly onCancel: () => void
}

const shortest = 10
const longest = 5000

/** Says in stars and words what a book is like. What was typed stays until it is accepted. */
export const ReviewForm = ({ bookId, onCancel, onDone, review }: ReviewFormProps) => {
  const { actions, book } = useMessages()
  const { number } = useFormats()
  const words = book.reviews
  const write = useWriteReview(bookId, review)
  const form = useForm({
    mode: "controlled",
    initialValues: { rating: review?.rating ?? 0, text: review?.text ?? "" },
    validate: {
      rating: (rating) => (rating < 1 ? words.ratingMissing : null),
      text: (text) => (text.trim().length < shortest ? words.textShort(shortest) : null)
    }
  })
  const { error: ratingError, ...rating } = form.getInputProps("rating")
  return (
    <form
      noValidate
      aria-label={review === undefined ? words.write : words.edit}
      onSubmit={form.onSubmit(({ rating, text }) => write.mutate({ rating, text: text.trim() }, { onSuccess: onDone }))}
    >
      <Stack>
        {write.error !== null && <FailureAlert error={write.error} />}
        <Input.Wrapper label={words.rating} required error={ratingError} labelElement="div">
          <Rating
            size="xl"
            aria-label={words.rating}
            getSymbolLabel={(value) => book.stars(number(value))}
            {...rating}
          />
        </Input.Wrapper>
        <Textarea
          label={words.text}
          required
          autosize
          minRows={4}
          maxRows={16}
          maxLength={longest}
          {...form.getInputProps("text")}
        />
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {words.characters(number(form.values.text.trim().length), number(longest))}
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={onCancel}>
              {actions.cancel}
            </Button>
            <Button type="submit" loading={write.isPending}>
              {review === undefined ? words.send : actions.save}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}
