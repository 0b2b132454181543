import { Effect } from "effect"
import { FetchHttpClient } from "effect/http"
import type { Connection } from "../../connection/Connection.ts"
import { sendingFetch } from "../../connection/SendingFetch.ts"
import type { SendFile } from "./UploadQueue.ts"

/** Sends a file to the library, where it becomes a book. */
export const sendFile =
  ({ call }: Connection): SendFile =>
  async ({ author, file, title }, { key, onSent, signal }) => {
    const { body } = await call(
      (api) => {
        const payload = new FormData()
        payload.append("title", title.trim())
        payload.append("author", author.trim())
        payload.append("file", file)
        const adding = api.books.add({ headers: { "idempotency-key": key }, payload })
        return Effect.provideService(adding, FetchHttpClient.Fetch, sendingFetch(onSent))
      },
      { patience: "1 hour", signal }
    )
    return body
  }
