import { randomUUID } from "node:crypto"
import { Clock, Effect, Ref, Schedule } from "effect"
import type { HttpClientResponse } from "effect/http"
import type { ApiClient } from "../../ApiClient.ts"
import { type Call, Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"
import { bytes, duration, percent } from "../output/Units.ts"
import { type Fields, fileToSend, type FileToSend, keyOf } from "./FileToSend.ts"

const barWidth = 24

/** `harbour.pdf  ██████░░░░░░  45%  1.2 MB of 2.7 MB`. */
export const progressLine = ({ name, size }: Pick<FileToSend, "name" | "size">, sent: number): string => {
  const share = size === 0 ? 1 : Math.min(1, sent / size)
  const full = Math.round(share * barWidth)
  const bar = "█".repeat(full) + "░".repeat(barWidth - full)
  return `${name}  ${bar}  ${percent(share)}  ${share < 1 ? `${bytes(sent)} of ${bytes(size)}` : "sent, the answer is on its way"}`
}

/** How much has been sent, ten times a second, as long as the sending takes. */
const showing = <A, E, R>(sending: Effect.Effect<A, E, R>, file: FileToSend, sent: Ref.Ref<number>) =>
  Effect.flatMap(Screen, ({ canAnimate, status }) =>
    canAnimate
      ? Effect.raceFirst(
          sending,
          Ref.get(sent).pipe(
            Effect.flatMap((count) => status(progressLine(file, count))),
            Effect.repeat(Schedule.spaced("100 millis")),
            Effect.andThen(Effect.never)
          )
        )
      : sending
  )

/** Once the server has seen some of a file, a lost connection says nothing about what became of it: the key does. */
const again = Schedule.spaced("1 second").pipe(Schedule.upTo({ times: 3 }))

/** A file, and what is said of it. */
export interface FormToSend {
  readonly path: string
  readonly fieldsOf: (file: FileToSend) => Fields
  /** Whether to make another one, although the same file with the same words was sent within a day. */
  readonly isAnew: boolean
}

/** What a call that takes the form is given. */
export interface SentForm {
  readonly payload: FormData
  readonly headers: { readonly "idempotency-key": string }
  readonly responseMode: "decoded-and-response"
}

/**
 * Sends a form with a file, by a call that adds something. A connection lost on the way is tried again: under its key the
 * same file with the same words makes one thing, however often it is sent within a day, unless `isAnew`.
 */
export const sendForm = Effect.fnUntraced(function* <A>(
  { fieldsOf, isAnew, path }: FormToSend,
  post: (api: ApiClient, form: SentForm) => ReturnType<Call<readonly [A, HttpClientResponse.HttpClientResponse]>>
) {
  const { call } = yield* Library
  const file = yield* fileToSend(path)
  const fields = fieldsOf(file)
  const sent = yield* Ref.make(0)
  const key = `${keyOf(fields, file)}${isAnew ? `-${randomUUID()}` : ""}`

  const send = Effect.gen(function* () {
    const payload = new FormData()
    for (const [name, value] of fields) payload.append(name, value)
    payload.append("file", yield* file.part(sent))
    const headers = { "idempotency-key": key }
    return yield* call((api) => post(api, { payload, headers, responseMode: "decoded-and-response" }), {
      patience: "1 hour"
    })
  })

  const start = yield* Clock.currentTimeMillis
  const [answer, response] = yield* send.pipe(
    Effect.retry({
      while: ({ code }) =>
        code === "IDEMPOTENCY_KEY_IN_USE"
          ? Effect.succeed(true)
          : Effect.map(Ref.get(sent), (count) => code === "NO_ANSWER" && count > 0),
      schedule: again
    }),
    (sending) => showing(sending, file, sent)
  )
  const seconds = ((yield* Clock.currentTimeMillis) - start) / 1000
  return { file, answer, isKnown: response.headers["idempotent-replayed"] === "true", seconds }
})

/** What there is to say of a file that arrived. */
export const arrival = (
  { file, isKnown, seconds }: Pick<Effect.Success<ReturnType<typeof sendForm>>, "file" | "isKnown" | "seconds">,
  { id, title }: { readonly id: string; readonly title: string }
) => `${file.path}  ${id}  ${title}  ${bytes(file.size)} ${isKnown ? "uploaded before" : `in ${duration(seconds)}`}`
