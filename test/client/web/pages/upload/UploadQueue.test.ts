import { assert, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { type Book, BookId } from "#contract/catalogue/Book.ts"
import { guess, type SendFile, UploadQueue } from "../../../../../src/client/web/pages/upload/UploadQueue.ts"

const at = DateTime.makeUnsafe(0)

const bookOf = (title: string): Book => ({
  id: BookId.make("0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10"),
  title,
  author: "Ann Author",
  isbn: null,
  genre: null,
  publishedYear: null,
  description: null,
  language: null,
  tags: [],
  tagsSuggested: false,
  summary: null,
  file: null,
  cover: null,
  version: 1,
  createdAt: at,
  updatedAt: at
})

/** A library that answers when it is told to, and remembers under which keys it was sent what. */
const library = () => {
  const sent: Array<{ readonly title: string; readonly key: string; readonly answer: (isGood: boolean) => void }> = []
  const send: SendFile = ({ title }, { key, signal }) =>
    new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("stopped")))
      sent.push({ title, key, answer: (isGood) => (isGood ? resolve(bookOf(title)) : reject(new Error("refused"))) })
    })
  return { send, sent }
}

const files = (...names: ReadonlyArray<string>) => names.map((name) => new File(["text"], name))
const settled = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))
const standing = (queue: UploadQueue) => queue.get().map(({ state }) => state._tag)

it.effect("three files are sent at a time, and one that fails stops no other", () =>
  Effect.gen(function* () {
    const { send, sent } = library()
    const queue = new UploadQueue(send)
    queue.add(files("a.txt", "b.txt", "c.txt", "d.txt"), "Unknown")
    queue.send()
    assert.deepStrictEqual(standing(queue), ["sending", "sending", "sending", "waiting"])
    sent[1]?.answer(false)
    yield* settled
    assert.deepStrictEqual(standing(queue), ["sending", "failed", "sending", "sending"])
    for (const { answer } of sent) answer(true)
    yield* settled
    assert.deepStrictEqual(standing(queue), ["added", "failed", "added", "added"])
  })
)

it.effect("whoever leaves sends nothing more: neither what is on its way nor what waits", () =>
  Effect.gen(function* () {
    const { send, sent } = library()
    const queue = new UploadQueue(send)
    queue.add(files("a.txt", "b.txt", "c.txt", "d.txt", "e.txt"), "Unknown")
    queue.send()
    sent[0]?.answer(true)
    yield* settled
    queue.stop()
    yield* settled
    assert.deepStrictEqual(standing(queue), ["added"])
    assert.deepStrictEqual(
      sent.map(({ title }) => title),
      ["a", "b", "c", "d"]
    )
  })
)

it.effect("a file that is tried again is sent under its key, and under another once it is called otherwise", () =>
  Effect.gen(function* () {
    const { send, sent } = library()
    const queue = new UploadQueue(send)
    queue.add(files("a.txt"), "Unknown")
    const id = queue.get()[0]?.id ?? assert.fail("the file is not there")
    for (const title of ["a", "a", "b"]) {
      queue.describe(id, { title })
      queue.send(id)
      sent.at(-1)?.answer(false)
      yield* settled
    }
    const [first, second, third] = sent.map(({ key }) => key)
    assert.strictEqual(second, first)
    assert.notStrictEqual(third, first)
  })
)

it("a file is called as its name says, and by whom where the name says that, too", () => {
  assert.deepStrictEqual(guess("Ann Author - The_Harbour.pdf"), { author: "Ann Author", title: "The Harbour" })
  assert.deepStrictEqual(guess("moby-dick.txt"), { author: "", title: "moby-dick" })
})
