import { queryOptions } from "@tanstack/react-query"
import { Effect } from "effect"
import type { Book } from "#contract/catalogue/Book.ts"
import type { Connection } from "../connection/Connection.ts"
import { keys } from "../connection/Keys.ts"

/** The picture of a book. Another picture has another version, so what was fetched once is right for ever. */
export const coverQuery = ({ call }: Connection, { cover, id }: Pick<Book, "cover" | "id">) =>
  queryOptions({
    queryKey: [...keys.cover(id), cover?.version],
    queryFn: ({ signal }) =>
      call(
        (api) =>
          Effect.flatMap(
            api.covers.get({
              params: { id },
              query: cover === null ? {} : { v: cover.version },
              headers: {},
              responseMode: "decoded-and-response"
            }),
            ([, response]) => response.arrayBuffer
          ),
        { signal }
      ).then((bytes) => new Blob([bytes], cover === null ? {} : { type: cover.contentType })),
    enabled: cover !== null,
    staleTime: Infinity,
    placeholderData: undefined
  })
