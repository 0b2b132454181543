import { assert, layer } from "@effect/vitest"
import { Clock, Duration, Effect, Layer, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { type Book, BookId } from "#contract/catalogue/Book.ts"
import { mostCoverBytes } from "#contract/catalogue/Cover.ts"
import { FileId } from "#contract/File.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import type { Actor } from "#features/catalogue/CataloguePolicy.ts"
import * as CatalogueNews from "#features/catalogue/CatalogueNews.ts"
import { CollectOrphans, FindUncovered, handlers, reactions } from "#features/catalogue/covers/CoverJobs.ts"
import { Covers } from "#features/catalogue/covers/Covers.ts"
import { RenderCover } from "#features/catalogue/covers/RenderCover.ts"
import { fileKey } from "#features/catalogue/files/FileKey.ts"
import { RemoveObjects } from "#features/catalogue/files/RemoveObjects.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Storage } from "#platform/Storage.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { FirstPages } from "#platform/text/FirstPages.ts"
import * as Pdf from "../../../support/Pdf.ts"
import { jpeg, png, webp } from "../../../support/Pictures.ts"
import { listening } from "../../../support/Statements.ts"
import {
  countRows,
  dune,
  form,
  layerCatalogue,
  newLibrary,
  type PartSpec,
  storedKeys,
  textFile
} from "../CatalogueServices.ts"

const limits = {
  maxBytes: 4_000_000,
  maxCharacters: 1000,
  maxPages: 1,
  timeoutMillis: 30_000,
  memoryMegabytes: 256
}

const picture = (bytes: Uint8Array, name = "", type?: string): PartSpec => ({
  name,
  content: bytes,
  ...(type === undefined ? {} : { type })
})

/** What is in the storage for the library's covers. */
const storedCovers = (by: Actor) =>
  Effect.map(storedKeys(by), (keys) => keys.filter((key) => key.startsWith(`${by.organizationId}/covers/`)))

/** A book with a PDF that has a page to show, or the one that is given. */
const bookWith = Effect.fnUntraced(function* (by: Actor, pdf?: Uint8Array) {
  const catalogue = yield* Catalogue
  const content = pdf ?? (yield* Effect.promise(() => Pdf.pdfScan(1)))
  return yield* catalogue.addForm(
    by,
    form([["title", "Dune"], ["author", "Frank Herbert"], { name: "a.pdf", content }])
  )
})

const again = (by: Actor, book: Book) => Effect.flatMap(Catalogue, (books) => books.get(by.organizationId, book.id))

const putCover = (by: Actor, book: Book, bytes: Uint8Array) =>
  Effect.flatMap(Covers, (covers) => covers.put(by, book.id, form([picture(bytes)], 50_000)))

const jobsOf = (by: Actor, kind: string) =>
  Effect.flatMap(Ledger, (ledger) => ledger.list({ organizationId: by.organizationId, kind, limit: 10 }))

/** One attempt of a job of the kind, to its completion. */
const run = Effect.fnUntraced(function* (kind: string, payload: unknown) {
  const handler = (yield* handlers).find((handler) => handler.job.kind === kind)
  if (handler === undefined) return yield* Effect.die(new Error(`nobody handles ${kind}`))
  const completion = yield* handler.run({
    jobId: crypto.randomUUID(),
    organizationId: null,
    payload,
    attempt: 1,
    report: () => Effect.void,
    children: Effect.succeed([])
  })
  yield* completion.commit ?? Effect.void
  return completion.result
})

/** Draws the pages that are asked for in the library. */
const render = (by: Actor) =>
  Effect.flatMap(
    jobsOf(by, RenderCover.kind),
    Effect.forEach(({ payload }) => run(RenderCover.kind, payload))
  )

/** What whoever watches the library was told of changes. */
const toldOf = (by: Actor) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`SELECT type, payload, user_id, least_role FROM events
      WHERE organization_id = ${by.organizationId} AND type = 'book.updated'`
  )

const refused: ReadonlyArray<readonly [string, ReadonlyArray<PartSpec>, string]> = [
  [
    "a drawing that may carry programs",
    [picture(new TextEncoder().encode("<svg/>"), "a.svg")],
    "UNSUPPORTED_PICTURE_TYPE"
  ],
  [
    "a page of the web called a.png",
    [picture(new TextEncoder().encode("<html>"), "a.png")],
    "UNSUPPORTED_PICTURE_TYPE"
  ],
  ["a PNG called a.jpg", [picture(png(20, 20), "a.jpg")], "FILE_TYPE_MISMATCH"],
  ["a PNG declared to be a WebP", [picture(png(20, 20), "a", "image/webp")], "FILE_TYPE_MISMATCH"],
  ["half a picture", [picture(png(20, 20).subarray(0, 60))], "PICTURE_UNREADABLE"],
  ["a WebP that says two things", [picture(webp.extended(20, 20, [5000, 5000]))], "PICTURE_UNREADABLE"],
  ["a pixel too wide", [picture(png(6001, 16))], "PICTURE_DIMENSIONS"],
  ["a pixel too high", [picture(jpeg(16, 6001))], "PICTURE_DIMENSIONS"],
  ["a pixel too small", [picture(png(15, 400))], "PICTURE_DIMENSIONS"],
  ["a byte too many", [picture(Buffer.concat([png(20, 20), Buffer.alloc(mostCoverBytes)]))], "FILE_TOO_LARGE"],
  ["an empty file", [picture(new Uint8Array(0), "a.png")], "FILE_EMPTY"],
  ["no file", [], "VALIDATION_FAILED"],
  ["a file where none was chosen", [picture(new Uint8Array(0))], "VALIDATION_FAILED"],
  ["two files", [picture(png(20, 20)), picture(png(20, 20))], "VALIDATION_FAILED"],
  ["a field nobody knows", [picture(png(20, 20)), ["title", "Dune"]], "UNKNOWN_FIELD"],
  ["a file in another field", [{ name: "a.png", content: png(20, 20), field: "cover" }], "UNKNOWN_FIELD"]
]

/** Covers of books, over a database. */
export const coversSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(
    Layer.merge(Covers.layer, FirstPages.layerFrom(limits)).pipe(
      Layer.provideMerge(layerCatalogue(database, undefined, [...reactions, ...CatalogueNews.reactions]))
    ),
    { excludeTestServices: true, timeout: "60 seconds" }
  )(`covers, ${name}`, (it) => {
    it.effect("an uploaded picture is shown with the book, wherever it stands, and changes nothing of it", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const covers = yield* Covers
        const by = yield* newLibrary
        const book = yield* catalogue.add(by, dune)
        assert.isNull(book.cover)
        const cover = yield* putCover(by, book, png(300, 450))
        assert.deepInclude(cover, { contentType: "image/png", width: 300, height: 450, source: "upload" })
        assert.deepStrictEqual(yield* again(by, book), { ...book, cover })
        const listed = yield* catalogue.list(by.organizationId, { limit: 10, facets: false })
        assert.deepStrictEqual(listed.items[0]?.cover, cover)
        assert.deepStrictEqual((yield* catalogue.update(by, book.id, { title: "Dune!" }, [1])).cover, cover)

        const file = yield* covers.file({ organizationId: by.organizationId, bookId: book.id })
        const storage = yield* Storage
        const bytes = Buffer.concat(yield* Stream.runCollect(storage.get(file.key)))
        assert.deepStrictEqual(new Uint8Array(bytes), png(300, 450))
        assert.strictEqual(file.size, bytes.length)
        assert.isTrue(file.sha256.startsWith(cover.version))
        assert.strictEqual(yield* countRows(by, "jobs"), 0)
      })
    )

    it.effect("another picture takes the place of the one before, whose object is left to a job", () =>
      Effect.gen(function* () {
        const by = yield* newLibrary
        const book = yield* (yield* Catalogue).add(by, dune)
        const first = yield* putCover(by, book, png(20, 20))
        const second = yield* putCover(by, book, webp.lossy(30, 30))
        assert.notStrictEqual(second.version, first.version)
        assert.strictEqual((yield* storedCovers(by)).length, 2)
        assert.strictEqual(yield* countRows(by, "book_covers"), 1)
        assert.strictEqual((yield* jobsOf(by, RemoveObjects.kind)).length, 1)
        assert.strictEqual(yield* countRows(by, "deleted_files"), 1)
      })
    )

    it.effect("everybody in the library is told of another cover", () =>
      Effect.gen(function* () {
        const covers = yield* Covers
        const by = yield* newLibrary
        const book = yield* (yield* Catalogue).add(by, dune)
        yield* putCover(by, book, png(20, 20))
        yield* covers.remove(by, book.id)
        const told = { type: "book.updated", payload: { bookId: book.id }, userId: null, leastRole: "member" }
        assert.deepStrictEqual(yield* toldOf(by), [told, told])
      })
    )

    it.effect.each(refused)("%s is refused, and nothing is kept of it", ([, parts, code]) =>
      Effect.gen(function* () {
        const covers = yield* Covers
        const by = yield* newLibrary
        const book = yield* (yield* Catalogue).add(by, dune)
        const error = yield* Effect.flip(covers.put(by, book.id, form(parts, 100_000)))
        assert.strictEqual(error.code, code)
        assert.deepStrictEqual(yield* storedKeys(by), [])
        assert.isNull((yield* again(by, book)).cover)
      })
    )

    it.effect("readers change none, and nobody one of another library", () =>
      Effect.gen(function* () {
        const covers = yield* Covers
        const [by, other] = [yield* newLibrary, yield* newLibrary]
        const book = yield* (yield* Catalogue).add(by, dune)
        yield* putCover(by, book, png(20, 20))
        const codeOf = (attempt: Effect.Effect<unknown, { readonly code: string }>) =>
          Effect.map(Effect.flip(attempt), ({ code }) => code)
        const reader: Actor = { ...by, role: "member" }
        const nowhere = BookId.make(crypto.randomUUID())
        const parts = () => form([picture(png(20, 20))])
        assert.strictEqual(yield* codeOf(covers.put(reader, book.id, parts())), "FORBIDDEN")
        assert.strictEqual(yield* codeOf(covers.remove(reader, book.id)), "FORBIDDEN")
        assert.strictEqual(yield* codeOf(covers.put(other, book.id, parts())), "BOOK_NOT_FOUND")
        assert.strictEqual(yield* codeOf(covers.remove(other, book.id)), "BOOK_NOT_FOUND")
        const { organizationId } = other
        assert.strictEqual(yield* codeOf(covers.file({ organizationId, bookId: book.id })), "BOOK_NOT_FOUND")
        assert.strictEqual(yield* codeOf(covers.put(by, nowhere, parts())), "BOOK_NOT_FOUND")
        const bare = yield* (yield* Catalogue).add(by, dune)
        const nothing = covers.file({ organizationId: by.organizationId, bookId: bare.id })
        assert.strictEqual(yield* codeOf(nothing), "COVER_NOT_FOUND")
        assert.strictEqual(yield* codeOf(covers.remove(by, bare.id)), "COVER_NOT_FOUND")
        assert.strictEqual((yield* storedCovers(by)).length, 1)
      })
    )

    it.effect("a list with covers asks for no more than one without", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const covers = yield* Covers
        const by = yield* newLibrary
        const counted = Effect.gen(function* () {
          const statements: Array<string> = []
          const list = catalogue.list(by.organizationId, { limit: 10, facets: false })
          const { items } = yield* Effect.withTracer(list, listening(statements))
          return { statements: statements.length, shown: items.filter(({ cover }) => cover !== null).length }
        })
        const books = yield* Effect.forEach([1, 2, 3], () => catalogue.add(by, dune))
        const without = yield* counted
        yield* Effect.forEach(books, (book) => putCover(by, book, png(20, 20)))
        assert.deepStrictEqual(yield* counted, { ...without, shown: 3 })

        const statements: Array<string> = []
        const [book] = books
        if (book === undefined) return assert.fail("no book")
        const file = covers.file({ organizationId: by.organizationId, bookId: book.id })
        yield* Effect.withTracer(file, listening(statements))
        assert.strictEqual(statements.length, 1)
      })
    )

    it.effect("a PDF's first page becomes the cover, and goes with its file", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const book = yield* bookWith(by)
        assert.isNull(book.cover)
        yield* render(by)
        const { cover, version } = yield* again(by, book)
        assert.deepInclude(cover, { contentType: "image/webp", width: 480, height: 621, source: "page" })
        assert.strictEqual(version, 1)
        assert.strictEqual((yield* toldOf(by)).length, 1)
        assert.deepStrictEqual(yield* render(by), [{ skipped: true }])

        const replaced = yield* catalogue.updateForm(by, book.id, form([textFile("Once.")]), undefined)
        assert.isNull(replaced.cover)
        assert.strictEqual(yield* countRows(by, "deleted_files"), 2)
        assert.strictEqual((yield* jobsOf(by, RenderCover.kind)).length, 1)
      })
    )

    it.effect("a picture that a librarian chose stands before the first page, and stays with another file", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const covers = yield* Covers
        const by = yield* newLibrary
        const book = yield* bookWith(by)
        const chosen = yield* putCover(by, book, png(20, 20))
        assert.deepStrictEqual(yield* render(by), [{ skipped: true }])
        const pdf = yield* Effect.promise(() => Pdf.pdfScan(2))
        const replaced = yield* catalogue.updateForm(by, book.id, form([{ name: "b.pdf", content: pdf }]), undefined)
        assert.deepStrictEqual(replaced.cover, chosen)
        yield* render(by)
        assert.deepStrictEqual((yield* again(by, book)).cover, chosen)

        yield* covers.remove(by, book.id)
        assert.isNull((yield* again(by, book)).cover)
        yield* render(by)
        assert.strictEqual((yield* again(by, book)).cover?.source, "page")
      })
    )

    it.effect("a first page that a librarian removed stays away, until there is another file", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const covers = yield* Covers
        const by = yield* newLibrary
        const book = yield* bookWith(by)
        yield* render(by)
        yield* covers.remove(by, book.id)
        yield* run(FindUncovered.kind, {})
        yield* render(by)
        assert.isNull((yield* again(by, book)).cover)
        const pdf = yield* Effect.promise(() => Pdf.pdfScan(2))
        yield* catalogue.updateForm(by, book.id, form([{ name: "b.pdf", content: pdf }]), undefined)
        yield* render(by)
        assert.strictEqual((yield* again(by, book)).cover?.source, "page")
      })
    )

    it.effect("a picture chosen while the page is drawn stays, and the page is thrown away", () =>
      Effect.gen(function* () {
        const by = yield* newLibrary
        const book = yield* bookWith(by)
        const [job] = yield* jobsOf(by, RenderCover.kind)
        const handler = (yield* handlers).find((handler) => handler.job.kind === RenderCover.kind)
        const attempt = { jobId: crypto.randomUUID(), organizationId: by.organizationId, attempt: 1 }
        const drawn = yield* (
          handler?.run({
            ...attempt,
            payload: job?.payload,
            report: () => Effect.void,
            children: Effect.succeed([])
          }) ?? assert.fail("nobody draws pages")
        )
        const chosen = yield* putCover(by, book, png(20, 20))
        yield* drawn.commit ?? assert.fail("nothing was drawn")
        assert.deepStrictEqual((yield* again(by, book)).cover, chosen)
        assert.strictEqual(yield* countRows(by, "deleted_files"), 1)
        assert.strictEqual((yield* toldOf(by)).length, 1)
      })
    )

    it.effect("a PDF that cannot be drawn leaves no cover, is no failure, and is not tried again", () =>
      Effect.gen(function* () {
        const by = yield* newLibrary
        const locked = yield* Effect.promise(() => Pdf.pdfBook(["secret"], { userPassword: "open sesame" }))
        const book = yield* bookWith(by, locked)
        assert.deepStrictEqual(yield* render(by), [{ cover: null, code: "PDF_ENCRYPTED" }])
        assert.isNull((yield* again(by, book)).cover)
        assert.deepStrictEqual(yield* storedCovers(by), [])
        assert.deepStrictEqual(yield* render(by), [{ skipped: true }])
      })
    )

    it.effect("books of before get their covers by and by", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const by = yield* newLibrary
        const [old, chosen] = [yield* bookWith(by), yield* bookWith(by)]
        yield* (yield* Catalogue).addForm(by, form([["title", "A"], ["author", "B"], textFile("Once.")]))
        yield* putCover(by, chosen, png(20, 20))
        yield* sql`DELETE FROM jobs WHERE organization_id = ${by.organizationId}`
        yield* run(FindUncovered.kind, {})
        const asked = yield* jobsOf(by, RenderCover.kind)
        assert.deepStrictEqual(
          asked.map((job) => job.relatedId),
          [old.id]
        )
        yield* render(by)
        assert.strictEqual((yield* again(by, old)).cover?.source, "page")
      })
    )

    it.effect("the picture of a removed book goes with its file", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const book = yield* bookWith(by)
        yield* render(by)
        yield* catalogue.remove(by, book.id, undefined)
        assert.strictEqual(yield* countRows(by, "book_covers"), 0)
        assert.strictEqual(yield* countRows(by, "deleted_files"), (yield* storedKeys(by)).length)
      })
    )

    it.effect("a picture that a crash left behind is collected after a day, a book's stays", () =>
      Effect.gen(function* () {
        const by = yield* newLibrary
        const book = yield* (yield* Catalogue).add(by, dune)
        yield* putCover(by, book, png(20, 20))
        const [kept] = yield* storedCovers(by)
        const storage = yield* Storage
        const orphan = fileKey(by.organizationId, "covers", FileId.make(crypto.randomUUID()))
        yield* storage.put(orphan, Stream.make(png(20, 20)))
        yield* run(CollectOrphans.kind, {})
        assert.strictEqual((yield* storedCovers(by)).length, 2)
        const tomorrow = TestClock.setTime((yield* Clock.currentTimeMillis) + Duration.toMillis("25 hours"))
        yield* Effect.andThen(tomorrow, run(CollectOrphans.kind, {})).pipe(Effect.provide(TestClock.layer()))
        assert.deepStrictEqual(yield* storedCovers(by), kept === undefined ? [] : [kept])
      })
    )
  })
