import { Box } from "@mantine/core"
import { useIntersection, useReducedMotion } from "@mantine/hooks"
import { type ComponentProps, useEffect } from "react"
import { ShowMore } from "../../parts/ShowMore.tsx"

/** At the end of the list: more books when it comes near, and by a button for whoever does not scroll. */
export const NextBooks = ({ pages }: ComponentProps<typeof ShowMore>) => {
  const isCalm = useReducedMotion()
  const { entry, ref } = useIntersection({ rootMargin: "600px" })
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = pages
  const isWanted = !isCalm && entry?.isIntersecting === true
  useEffect(() => {
    if (isWanted && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
  }, [fetchNextPage, hasNextPage, isFetchNextPageError, isFetchingNextPage, isWanted])
  return (
    <Box ref={ref} py="lg">
      <ShowMore pages={pages} />
    </Box>
  )
}
