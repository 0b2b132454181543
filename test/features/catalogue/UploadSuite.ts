import { assert, layer } from "@effect/vitest"
import type { Layer } from "effect"
import { Deferred, Effect, Fiber, Stream } from "effect"
import { type SqlClient, SqlError } from "effect/sql"
import { createHash } from "node:crypto"
import { newBookShape } from "#features/catalogue/BookShapes.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import type { Form } from "#features/catalogue/files/Form.ts"
import { Upload } from "#features/catalogue/files/Upload.ts"
import { Storage } from "#platform/Storage.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import {
  bytesOf,
  countRows,
  form,
  layerCatalogue,
  newLibrary,
  parse,
  type PartSpec,
  storedKeys,
  textFile
} from "./CatalogueServices.ts"

const fields: ReadonlyArray<PartSpec> = [
  ["title", "Dune"],
  ["author", "Frank Herbert"]
]
const pdf = (bytes = 100) => `%PDF-1.4\n${"1 0 obj\n".repeat(Math.ceil(bytes / 8))}`.slice(0, bytes)
const megabyte = 1024 * 1024

/** Each form, and what it is answered with. */
const refused: ReadonlyArray<readonly [name: string, parts: ReadonlyArray<PartSpec>, code: string, pointer?: string]> =
  [
    ["an empty file", [...fields, { name: "a.pdf", content: "" }], "FILE_EMPTY"],
    ["a program called a.pdf", [...fields, { name: "a.pdf", content: "MZ\x90\0" }], "FILE_TYPE_MISMATCH"],
    ["a text called a.pdf", [...fields, { name: "a.PDF", content: "Once upon a time" }], "FILE_TYPE_MISMATCH"],
    ["a PDF called a.txt", [...fields, { name: "a.txt", content: pdf() }], "FILE_TYPE_MISMATCH"],
    [
      "a text declared to be a PDF",
      [...fields, { name: "a", type: "application/pdf", content: "Once upon a time" }],
      "FILE_TYPE_MISMATCH"
    ],
    ["an archive", [...fields, { name: "a.zip", content: "PK\x03\x04 and so on" }], "UNSUPPORTED_FILE_TYPE"],
    ["a byte more than allowed", [...fields, textFile("a".repeat(megabyte + 1))], "FILE_TOO_LARGE"],
    ["far more than allowed", [...fields, textFile("a".repeat(3 * megabyte))], "FILE_TOO_LARGE"],
    [
      "a wrong year after the file",
      [...fields, textFile("Once."), ["publishedYear", "soon"]],
      "VALIDATION_FAILED",
      "/publishedYear"
    ],
    ["no title", [["author", "Frank Herbert"], textFile("Once.")], "VALIDATION_FAILED", "/title"],
    ["two titles", [...fields, ["title", "Dune Messiah"], textFile("Once.")], "VALIDATION_FAILED", "/title"],
    ["a wrong ISBN", [...fields, ["isbn", "9780306406158"], textFile("Once.")], "INVALID_ISBN", "/isbn"],
    ["an unknown field", [textFile("Once."), ...fields, ["ownerId", "me"]], "UNKNOWN_FIELD", "/ownerId"],
    ["a field called __proto__", [...fields, ["__proto__", "{}"]], "UNKNOWN_FIELD", "/__proto__"],
    ["a file in another field", [...fields, { ...textFile("Once."), field: "cover" }], "UNKNOWN_FIELD", "/cover"],
    ["tags in a list that has no end", [...fields, ["tags", '["sand"']], "VALIDATION_FAILED", "/tags/0"],
    [
      "a list of other things than tags",
      [...fields, ["tags", "sand"], ["tags", "[1]"]],
      "VALIDATION_FAILED",
      "/tags/1"
    ],
    ["two files", [...fields, textFile("Once."), textFile("Twice.")], "VALIDATION_FAILED", "/file"],
    ["a field of 100,000 bytes", [textFile("Once."), ["title", "a".repeat(100_000)]], "FIELD_TOO_LARGE"],
    [
      "a hundred parts",
      [textFile("Once."), ...Array.from({ length: 100 }, (): PartSpec => ["tags", "a"])],
      "TOO_MANY_PARTS"
    ]
  ]

/** What uploads keep to on every database. */
export const uploadSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(layerCatalogue(database), { excludeTestServices: true, timeout: "60 seconds" })(`uploads, ${name}`, (it) => {
    it.effect("a book, its file and the work on it are there together", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const storage = yield* Storage
        const by = yield* newLibrary
        const content = "A beginning is the time for taking the most delicate care. ".repeat(5000)
        const tags: ReadonlyArray<PartSpec> = [
          ["tags", "sand, spice"],
          ["tags[]", "worms"],
          ["tags", '["a, b", " c "]'],
          ["isbn", ""]
        ]
        const parts = [...fields, ...tags, textFile(content, "C:\\books\\..\\Dün\u202ee.txt")]
        const book = yield* catalogue.addForm(by, form(parts))
        assert.deepStrictEqual(book.tags, ["sand", "spice", "worms", "a, b", "c"])
        assert.strictEqual(book.isbn, null)
        const file = book.file ?? assert.fail("the book has no file")
        assert.strictEqual(file.name, "Düne.txt")
        assert.deepStrictEqual([file.type, file.size], ["txt", content.length])
        assert.strictEqual(file.sha256, createHash("sha256").update(content).digest("hex"))

        const { key } = (yield* catalogue.fileOf(by.organizationId, book.id)).file
        assert.strictEqual(key, `${by.organizationId}/books/${file.id}`)
        const stored = yield* Stream.mkString(Stream.decodeText(storage.get(key)))
        assert.isTrue(stored === content)
        assert.deepStrictEqual(yield* storedKeys(by), [key])
        assert.strictEqual(yield* countRows(by, "jobs"), 1)
      })
    )

    it.effect("a file of exactly the allowed size is taken, and so is a form without one", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const large = yield* catalogue.addForm(by, form([...fields, { name: "a.pdf", content: pdf(megabyte) }], 65_536))
        assert.strictEqual(large.file?.size, megabyte)
        assert.strictEqual(large.file?.type, "pdf")
        assert.strictEqual((yield* catalogue.addForm(by, form(fields))).file, null)
        // What a browser sends where no file was chosen.
        assert.strictEqual((yield* catalogue.addForm(by, form([...fields, { name: "", content: "" }]))).file, null)
      })
    )

    it.effect.each(refused)("%s is refused and leaves nothing", ([, parts, code, pointer]) =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const problem = yield* Effect.flip(catalogue.addForm(by, form(parts, 10_000)))
        assert.strictEqual(problem.code, code)
        if (pointer !== undefined) {
          assert.deepStrictEqual(problem._tag === "ValidationFailed" && problem.errors.map((e) => e.pointer), [pointer])
        }
        if (problem._tag === "FileTooLarge") assert.strictEqual(problem.maxBytes, megabyte)
        yield* leavesNothing(by)
      })
    )

    const leavesNothing = Effect.fnUntraced(function* (by: Parameters<typeof storedKeys>[0]) {
      assert.deepStrictEqual(yield* storedKeys(by), [])
      for (const table of ["books", "book_files", "jobs"] as const) assert.strictEqual(yield* countRows(by, table), 0)
    })

    it.effect("a form that breaks off at any point leaves nothing", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const pieces = bytesOf([...fields, textFile("Once upon a time. ".repeat(1000)), ["genre", "Fiction"]])
        for (let count = 0; count < pieces.length; count += 3) {
          const cut = Stream.fromIterable(pieces.slice(0, count))
          const problem = yield* Effect.flip(catalogue.addForm(by, parse(cut)))
          assert.include(["MALFORMED_MULTIPART", "FILE_EMPTY"], problem.code)
        }
        yield* leavesNothing(by)
      })
    )

    it.effect("an upload whose sender goes away leaves nothing", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const pieces = bytesOf([...fields, textFile("Once upon a time. ".repeat(1000))])
        const underWay = yield* Deferred.make<void>()
        const stalled: Form = parse(
          Stream.concat(
            Stream.fromIterable(pieces.slice(0, 10)),
            Stream.drain(Stream.fromEffect(Effect.andThen(Deferred.succeed(underWay, undefined), Effect.never)))
          )
        )
        const upload = yield* Effect.forkChild(catalogue.addForm(by, stalled))
        yield* Deferred.await(underWay)
        yield* Fiber.interrupt(upload)
        yield* leavesNothing(by)
      })
    )

    it.effect("an upload whose transaction fails leaves nothing", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const parts: ReadonlyArray<PartSpec> = [...fields, ["isbn", "9780441172719"], textFile("Arrakis.")]
        const first = yield* catalogue.addForm(by, form(parts))
        const second = yield* Effect.flip(catalogue.addForm(by, form(parts)))
        assert.strictEqual(second.code, "ISBN_TAKEN")
        assert.deepStrictEqual(yield* storedKeys(by), [`${by.organizationId}/books/${first.file?.id}`])
        assert.deepStrictEqual(
          [yield* countRows(by, "books"), yield* countRows(by, "book_files"), yield* countRows(by, "jobs")],
          [1, 1, 1]
        )
      })
    )

    it.effect("a file stays where its transaction may have committed, and goes where it did not", () =>
      Effect.gen(function* () {
        const upload = yield* Upload
        const by = yield* newLibrary
        const cause = new Error("the connection is gone")
        const fail = (reason: SqlError.SqlErrorReason) => () => Effect.fail(new SqlError.SqlError({ reason }))
        const parts = [...fields, textFile("Arrakis.")]
        yield* Effect.flip(upload.receive(by, form(parts), newBookShape, fail(new SqlError.DeadlockError({ cause }))))
        assert.deepStrictEqual(yield* storedKeys(by), [])
        yield* Effect.flip(upload.receive(by, form(parts), newBookShape, fail(new SqlError.ConnectionError({ cause }))))
        assert.strictEqual((yield* storedKeys(by)).length, 1)
      }).pipe(Effect.provide(Upload.layer))
    )

    it.effect("a new file takes the place of the old one, whose object is left to a job", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const book = yield* catalogue.addForm(by, form([...fields, ["genre", "Fiction"], textFile("One.")]))
        const changed = yield* catalogue.updateForm(by, book.id, form([["genre", ""], textFile("Two, three.")]), [1])
        assert.strictEqual(changed.genre, null)
        assert.strictEqual(changed.title, "Dune")
        assert.strictEqual(changed.version, 2)
        assert.strictEqual(changed.file?.size, 11)
        assert.notStrictEqual(changed.file?.id, book.file?.id)
        assert.strictEqual(yield* countRows(by, "book_files"), 1)
        assert.strictEqual(yield* countRows(by, "deleted_files"), 1)
        // Two readings and one removal.
        assert.strictEqual(yield* countRows(by, "jobs"), 3)
      })
    )

    it.effect("a refused change leaves the book and its file as they were", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const book = yield* catalogue.addForm(by, form([...fields, textFile("One.")]))
        const stale = yield* Effect.flip(catalogue.updateForm(by, book.id, form([textFile("Two.")]), [7]))
        assert.strictEqual(stale._tag, "PreconditionFailed")
        const empty = yield* Effect.flip(
          catalogue.updateForm(by, book.id, form([["title", ""], textFile("Two.")]), [1])
        )
        assert.strictEqual(empty.code, "VALIDATION_FAILED")
        assert.deepStrictEqual(yield* catalogue.get(by.organizationId, book.id), book)
        assert.deepStrictEqual(yield* storedKeys(by), [`${by.organizationId}/books/${book.file?.id}`])
      })
    )
  })
