import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Authorization } from "../Authorization.ts"
import { idempotencyKey, Idempotent } from "../Idempotency.ts"
import * as Page from "../Page.ts"
import { ReadableBody } from "../Problem.ts"
import {
  Answer,
  AnswerId,
  AnswerNotFound,
  AnswerSummary,
  ConversationId,
  ConversationNotFound,
  Forgotten,
  LastEventId,
  NewQuestion,
  SourceNotFound
} from "./Answer.ts"
import { AnswerEvent } from "./AnswerEvent.ts"

const answerParams = { id: AnswerId }

/** JSON, or the events of the answer for callers that accept `text/event-stream`. */
const accept = {
  accept: Schema.optionalKey(
    Schema.String.annotate({ description: "`text/event-stream`: the answer sentence by sentence, while it is written" })
  )
}
const asEvents = HttpApiSchema.StreamSse({ events: AnswerEvent })

/** Questions that the library answers out of what it holds. */
export class QaApi extends HttpApiGroup.make("qa")
  .add(
    HttpApiEndpoint.post("ask", "/", {
      headers: { ...idempotencyKey, ...accept },
      payload: NewQuestion,
      success: [Answer, asEvents],
      error: [SourceNotFound, ConversationNotFound, AnswerNotFound]
    })
      .middleware(Idempotent)
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Ask the library",
          description: [
            "Answered only out of books and documents that the caller may read, each sentence with where it stands; where",
            "they hold no answer, the library says so. With `Accept: text/event-stream` sentences come while they are",
            "written. Whoever loses the connection goes on at `GET /qa/{id}` with `Last-Event-ID`; whoever stays away for",
            "some seconds has the answer cancelled. `Idempotency-Key` counts for the JSON form."
          ].join(" ")
        })
      ),
    HttpApiEndpoint.get("list", "/", {
      query: { ...Page.query, conversationId: Schema.optionalKey(ConversationId) },
      success: Page.ofLong(AnswerSummary),
      error: Page.InvalidCursor
    })
      .annotateMerge(
        Page.describeQuery({ ...Page.queryDocs, conversationId: { description: "Answers of this conversation only" } })
      )
      .annotateMerge(OpenApi.annotations({ summary: "What the caller asked, newest first" })),
    HttpApiEndpoint.get("get", "/:id", {
      params: answerParams,
      headers: { ...accept, "last-event-id": LastEventId },
      success: [Answer, asEvents],
      error: AnswerNotFound
    }).annotateMerge(
      OpenApi.annotations({
        summary: "One answer of the caller",
        description: [
          "With `Accept: text/event-stream` its events after `Last-Event-ID`, to its end, however long it is over.",
          "Citations of sources that are gone, changed, or not for the caller any more are withheld; the words stay."
        ].join(" ")
      })
    ),
    HttpApiEndpoint.delete("remove", "/:id", { params: answerParams, error: AnswerNotFound }).annotateMerge(
      OpenApi.annotations({ summary: "Forget an answer", description: "One that is being written is cancelled." })
    ),
    HttpApiEndpoint.delete("removeAll", "/", { success: Forgotten }).annotateMerge(
      OpenApi.annotations({ summary: "Forget all that the caller asked" })
    )
  )
  .middleware(Authorization)
  .prefix("/qa")
  .annotateMerge(OpenApi.annotations({ title: "Questions", description: "Answers with citations" })) {}
