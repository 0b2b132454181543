import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query"
import type { Effect } from "effect"
import type { ApiClient } from "../../ApiClient.ts"
import { useConnection } from "./ConnectionContext.tsx"

const pageSize = 20

/** Which part of a list is wanted: the first, or the one after a cursor. */
export interface PageWanted {
  readonly limit: number
  readonly cursor?: string
}

/** What every list answers. */
export interface ListPage<Item> {
  readonly items: ReadonlyArray<Item>
  readonly total: number
  readonly nextCursor?: string
}

/** A list of the library, page by page, as far as somebody wanted to see it. */
export const usePages = <Page extends ListPage<unknown>, E>(
  queryKey: QueryKey,
  ask: (api: ApiClient, page: PageWanted) => Effect.Effect<Page, E>,
  { isEnabled = true, limit = pageSize }: { readonly isEnabled?: boolean; readonly limit?: number } = {}
) => {
  const { call } = useConnection()
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      call((api) => ask(api, pageParam === "" ? { limit } : { limit, cursor: pageParam }), { signal }),
    initialPageParam: "",
    getNextPageParam: (last: Page) => last.nextCursor,
    enabled: isEnabled
  })
}
