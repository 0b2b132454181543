import { assert } from "@effect/vitest"
import { Effect, Redacted, Schedule } from "effect"
import type { TextStatus } from "#contract/intelligence/Analysis.ts"
import type { BookId } from "#contract/catalogue/Book.ts"
import { clientOf } from "./TestServer.ts"

type Bytes = Uint8Array | string

/** A file in a form, as a browser sends it. */
export const formOf = (
  fields: Readonly<Record<string, string>>,
  file?: { readonly name: string; readonly bytes: Bytes }
) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  if (file !== undefined) {
    const bytes = typeof file.bytes === "string" ? new TextEncoder().encode(file.bytes) : file.bytes
    form.append("file", new Blob([bytes.slice()]), file.name)
  }
  return form
}

/** Somebody at the library, with the calls they make. */
export const visitor = Effect.fnUntraced(function* (baseUrl: string) {
  const { actAs, api } = yield* clientOf(baseUrl)
  const signUp = Effect.fnUntraced(function* (email: string, organizationName?: string) {
    const session = yield* api.auth.signUp({
      payload: {
        email,
        password: Redacted.make("correct horse battery"),
        fullName: "A Person",
        ...(organizationName === undefined ? {} : { organizationName })
      }
    })
    yield* actAs(session.accessToken)
    return session
  })
  /** With `tags` nobody suggests any: a model is then asked for the summary alone. */
  const upload = (
    title: string,
    file: { readonly name: string; readonly bytes: Bytes },
    more: { readonly tags?: string } = {}
  ) =>
    Effect.map(
      api.books.add({ headers: {}, payload: formOf({ title, author: "Ann Author", ...more }, file) }),
      ({ body }) => body
    )

  /** The analysis of a book, as soon as its summary is in one of the states. */
  const analysisIn = (id: BookId, ...states: ReadonlyArray<TextStatus>) =>
    api.intelligence.analysis({ params: { id } }).pipe(
      Effect.filterOrFail(
        (analysis) => states.includes(analysis.summary.status),
        (analysis) => `the summary is ${analysis.summary.status}`
      ),
      Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "40 seconds" })))
    )
  const summaryOf = (id: BookId) =>
    Effect.map(analysisIn(id, "ready"), ({ summary }) => {
      assert.isNotNull(summary.text)
      return summary
    })
  return { api, actAs, signUp, upload, analysisIn, summaryOf }
})
