import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule, type Scope, Stream } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import type { Answer, Citation, NewQuestion } from "#contract/intelligence/Answer.ts"
import type { AnswerEvent } from "#contract/intelligence/AnswerEvent.ts"
import { DocumentId } from "#contract/workspace/Document.ts"
import { classics } from "../support/Classics.ts"
import { visitor } from "../support/Library.ts"
import { pdfBook } from "../support/Pdf.ts"
import { pages } from "../support/Prose.ts"
import { describePostgres, describeRedis } from "../support/Services.ts"
import { type Environment, layerTestServices, startServer } from "../support/TestServer.ts"
import { embedded, institution } from "./StoryEnvironments.ts"

const [moby, , alice] = classics
/** The novels begin in the middle of longer books, so that a page has to be found. */
const whales = [...pages(24, 3), ...moby.text.split("\n\n"), ...pages(12, 4)]
const rabbits = [...pages(15, 5), ...alice.text.split("\n\n"), ...pages(15, 6)].join("\n\n")

const withoutBlanks = (text: string) => text.replace(/\s+/gu, "")

type Reader = Effect.Success<ReturnType<typeof visitor>>

/** The events of an answer, to the last. */
const streamed = Effect.fnUntraced(function* ({ api }: Reader, payload: NewQuestion) {
  const answer = yield* api.qa.ask({ headers: { accept: "text/event-stream" }, payload })
  if (!Stream.isStream(answer)) return yield* Effect.die(new Error("events were asked for"))
  const events: ReadonlyArray<AnswerEvent> = Array.from(yield* Stream.runCollect(answer))
  return events
})

/** Waits until everything that was asked for about a book or a document is done. */
const read = ({ api }: Reader, id: string, jobs: number) =>
  api.jobs.list({ query: { limit: 50, relatedId: id } }).pipe(
    Effect.filterOrFail(
      ({ items }) => items.length >= jobs && items.every(({ status }) => status === "completed"),
      ({ items }) => items.map(({ status, type }) => `${type} ${status}`).join()
    ),
    Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "60 seconds" })))
  )

/** The text between two places of a source, and where its page begins and ends: what a citation points into. */
const placeOf = Effect.fnUntraced(function* ({ api }: Reader, { end, kind, page, sourceId, start }: Citation) {
  const range = { start, end }
  const onPage = { page: page ?? 1 }
  return kind === "book"
    ? {
        there: yield* api.bookText.get({ params: { id: BookId.make(sourceId) }, query: range }),
        page: yield* api.bookText.get({ params: { id: BookId.make(sourceId) }, query: onPage })
      }
    : {
        there: yield* api.documents.content({ params: { id: DocumentId.make(sourceId) }, query: range }),
        page: yield* api.documents.content({ params: { id: DocumentId.make(sourceId) }, query: onPage })
      }
})

/** Every citation stands where it says it does, and on the page that it names. */
const assertTrue = Effect.fnUntraced(function* (reader: Reader, { citations, sentences }: Answer) {
  assert.isNotEmpty(citations)
  for (const citation of citations) {
    assert.isTrue(citation.verified)
    const { page, there } = yield* placeOf(reader, citation)
    assert.strictEqual(withoutBlanks(there.text), withoutBlanks(citation.quote))
    if (citation.page === undefined) continue
    assert.isAtLeast(citation.start, page.start)
    assert.isBelow(citation.start, page.end, `it begins on page ${citation.page}`)
  }
  for (const sentence of sentences) assert.isNotEmpty(sentence.citations)
})

const story = (environment: Effect.Effect<Environment, unknown, Scope.Scope>) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* startServer(yield* environment)
    const librarian = yield* visitor(baseUrl)
    yield* librarian.signUp("ada@example.org")

    // A librarian brings a book; she herself has a text of her own.
    const file = yield* Effect.promise(() => pdfBook(whales))
    const book = yield* librarian.upload("Whales", { name: "whales.pdf", bytes: file })
    const { body: document } = yield* librarian.api.documents.add({
      headers: {},
      payload: { title: "Rabbits", content: rabbits }
    })
    yield* read(librarian, book.id, 2)
    yield* read(librarian, document.id, 1)

    // The book answers, sentence by sentence, and says where it says so.
    const events = yield* streamed(librarian, {
      question: "What did Ishmael think he would do with little or no money in his purse?"
    })
    assert.deepStrictEqual(
      events.map(({ event }) => event).filter((event, at, all) => all.indexOf(event) === at),
      ["started", "citation", "delta", "done"]
    )
    const last = events.at(-1)
    if (last?.event !== "done") return assert.fail("an answer ends")
    const answer = last.data
    assert.include(answer.answer, "sail about a little and see the watery part of the world")
    assert.isTrue(answer.citations.every(({ sourceId }) => sourceId === book.id))
    assert.strictEqual(answer.citations[0]?.page, 25)
    yield* assertTrue(librarian, answer)

    // So does the document, in a question that is asked of it alone, and in one that follows.
    const asked = yield* librarian.api.qa.ask({
      headers: {},
      payload: { question: "What colour are the eyes of the White Rabbit?", documentIds: [document.id] }
    })
    if (Stream.isStream(asked)) return assert.fail("JSON was asked for")
    assert.include(asked.answer, "pink eyes")
    yield* assertTrue(librarian, asked)

    // What nobody wrote the library does not know.
    const unknown = yield* librarian.api.qa.ask({
      headers: {},
      payload: { question: "Which enzyme unwinds the double helix during replication?" }
    })
    if (Stream.isStream(unknown)) return assert.fail("JSON was asked for")
    assert.isFalse(unknown.known)
    assert.match(unknown.answer, /^The library does not know/)

    // A reader of the same library reads the book, not her document; another library neither.
    const reader = yield* visitor(baseUrl)
    yield* reader.signUp("bob@example.org")
    const theirs = yield* streamed(reader, { question: "What colour are the eyes of the White Rabbit?" })
    assert.notInclude(JSON.stringify(theirs), document.id)
    const refused = yield* Effect.flip(
      reader.api.qa.ask({ headers: {}, payload: { question: "Whose eyes?", documentIds: [document.id] } })
    )
    assert.strictEqual(refused._tag, "SourceNotFound")
    const stranger = yield* visitor(baseUrl)
    yield* stranger.signUp("eve@example.org", "Elsewhere")
    const elsewhere = yield* streamed(stranger, { question: "What did Ishmael think he would do?" })
    const silence = elsewhere.at(-1)
    assert.deepStrictEqual(silence?.event === "done" ? [silence.data.known, silence.data.passages] : silence, [
      false,
      undefined
    ])

    // Everybody sees what they asked. What is deleted is not cited any more, and answers nothing any more.
    const history = yield* librarian.api.qa.list({ query: { limit: 10 } })
    assert.deepStrictEqual(
      history.items.map(({ id }) => id),
      [unknown.id, asked.id, answer.id]
    )
    yield* librarian.api.documents.remove({ params: { id: document.id }, headers: {} })
    const kept = yield* librarian.api.qa.get({ params: { id: asked.id }, headers: { "last-event-id": "0" } })
    assert.deepStrictEqual(Stream.isStream(kept) ? kept : [kept.answer, kept.citations], [asked.answer, []])
    const again = yield* streamed(librarian, { question: "What colour are the eyes of the White Rabbit?" })
    assert.notInclude(JSON.stringify(again), "pink")
    assert.deepStrictEqual(yield* librarian.api.qa.removeAll({}), { forgotten: 4 })
    assert.strictEqual((yield* librarian.api.qa.list({ query: { limit: 10 } })).total, 0)
  }).pipe(Effect.scoped, Effect.provide(layerTestServices))

describe("asking the library", () => {
  it.live("on a machine with nothing installed", () => story(embedded), 120_000)

  describePostgres("PostgreSQL", () => {
    describeRedis("Redis", () => {
      it.live("on PostgreSQL, Redis and S3", () => story(institution), 120_000)
    })
  })
})
