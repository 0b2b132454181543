import { Stack, Text } from "@mantine/core"
import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { Endless } from "../../parts/Endless.tsx"
import { Nothing } from "../../parts/Nothing.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { useReadersNamed } from "./DeskQueries.ts"
import { useReportedReviews } from "./ModerationQueries.ts"
import { ReportedReviewCard } from "./ReportedReviewCard.tsx"
import "../loans/loans.css"

const ModerationPage = () => {
  const { reviews } = useMessages().desk
  const query = useReportedReviews()
  const authors = useReadersNamed(query.data?.pages.flatMap(({ items }) => items.map(({ userId }) => userId)) ?? [])
  return (
    <>
      <PageTitle title={reviews.title} lead={reviews.lead} />
      <Endless
        query={query}
        empty={
          <Nothing title={reviews.nothing}>
            <Text c="dimmed">{reviews.nothingHint}</Text>
          </Nothing>
        }
      >
        {(items) => (
          <Stack component="ul" className="cards">
            {items.map((review) => (
              <ReportedReviewCard key={review.id} review={review} author={authors.get(review.userId)} />
            ))}
          </Stack>
        )}
      </Endless>
    </>
  )
}

export const route = createLazyRoute("/inside/desk/reviews")({ component: ModerationPage })
