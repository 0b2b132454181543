import {
  type InfiniteData,
  type QueryKey,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient
} from "@tanstack/react-query"
import { DateTime, Effect } from "effect"
import type { Notification, NotificationId } from "#contract/notifications/Notification.ts"
import type { NotificationPage } from "#contract/notifications/NotificationsApi.ts"
import type { Preference } from "#contract/notifications/Preference.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"

type Page = typeof NotificationPage.Type

const unreadKey: QueryKey = [...keys.notifications, "unread"]
const listKey: QueryKey = [...keys.notifications, "list"]

/** How many notifications were not read yet. */
export const useUnread = () => {
  const { call } = useConnection()
  return useQuery({
    queryKey: unreadKey,
    queryFn: ({ signal }) => call((api) => api.notifications.list({ query: { unread: true, limit: 1 } }), { signal })
  })
}

/** The person's notifications, the newest first; all, or only those that are unread. */
export const useNotifications = (isUnreadOnly: boolean) => {
  const { call } = useConnection()
  return useInfiniteQuery({
    queryKey: [...listKey, isUnreadOnly],
    queryFn: ({ pageParam, signal }) =>
      call(
        (api) =>
          api.notifications.list({
            query: {
              limit: 20,
              ...(isUnreadOnly ? { unread: true } : {}),
              ...(pageParam === "" ? {} : { cursor: pageParam })
            }
          }),
        { signal }
      ),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor
  })
}

/** What is done with notifications. */
type Change = { readonly _tag: "read" | "remove"; readonly id: NotificationId } | { readonly _tag: "readAll" }

const changed = (items: ReadonlyArray<Notification>, change: Change) => {
  if (change._tag === "remove") return items.filter(({ id }) => id !== change.id)
  const readAt = Effect.runSync(DateTime.now)
  return items.map((item) =>
    item.readAt === null && (change._tag === "readAll" || item.id === change.id) ? { ...item, readAt } : item
  )
}

const unreadIn = (items: ReadonlyArray<Notification>) => items.filter(({ readAt }) => readAt === null).length

/** Shows a change before the library has answered, and takes it back where the library refuses it. */
export const useNotificationChange = () => {
  const { call } = useConnection()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (change: Change) => {
      switch (change._tag) {
        case "read":
          return void (await call((api) => api.notifications.read({ params: { id: change.id } })))
        case "remove":
          return await call((api) => api.notifications.remove({ params: { id: change.id } }))
        case "readAll":
          return void (await call((api) => api.notifications.readAll()))
      }
    },
    onMutate: async (change) => {
      await queries.cancelQueries({ queryKey: keys.notifications })
      const before = queries.getQueriesData({ queryKey: keys.notifications })
      let gone = 0
      queries.setQueriesData<InfiniteData<Page>>({ queryKey: listKey }, (list) => {
        if (list === undefined) return undefined
        const pages = list.pages.map((page) => ({ ...page, items: changed(page.items, change) }))
        const count = (of: ReadonlyArray<Page>) => of.reduce((sum, { items }) => sum + unreadIn(items), 0)
        gone = Math.max(gone, count(list.pages) - count(pages))
        return { ...list, pages }
      })
      queries.setQueryData<Page>(unreadKey, (page) =>
        page === undefined
          ? undefined
          : { ...page, unread: change._tag === "readAll" ? 0 : Math.max(0, page.unread - gone) }
      )
      return before
    },
    onError: (_error, _change, before) => {
      for (const [key, data] of before ?? []) queries.setQueryData(key, data)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.notifications })
  })
}

/** What the person wants to be told. */
export const usePreferences = () => {
  const { call } = useConnection()
  return useQuery({
    queryKey: keys.preferences,
    queryFn: ({ signal }) => call((api) => api.notifications.preferences(), { signal })
  })
}

export const useSetPreference = () => {
  const { call } = useConnection()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (preference: Preference) =>
      call((api) => api.notifications.setPreferences({ payload: { items: [preference] } })),
    onSuccess: (preferences) => queries.setQueryData(keys.preferences, preferences)
  })
}
