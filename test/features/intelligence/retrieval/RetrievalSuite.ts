import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { UserId } from "#contract/identity/User.ts"
import { BookContents } from "#features/catalogue/BookContents.ts"
import * as BookContentsByWords from "#features/intelligence/retrieval/BookContentsByWords.ts"
import { planLexical } from "#features/intelligence/retrieval/LexicalPlan.ts"
import { LexicalRepo } from "#features/intelligence/retrieval/LexicalRepo.ts"
import type { Scope } from "#features/intelligence/retrieval/Passage.ts"
import { Retrieval } from "#features/intelligence/retrieval/Retrieval.ts"
import { indexedText } from "#platform/retrieval/Chunk.ts"
import { idf, lexicalScore } from "#platform/retrieval/LexicalScore.ts"
import { questionTerms, searchTerms } from "#platform/retrieval/SearchTerms.ts"
import type { Database } from "#platform/Database.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { listening } from "../../../support/Statements.ts"
import { index, layerOver, newBook, newDocument, newLibrary, newReader, withText } from "./Shelves.ts"

const filler = (topic: string): string =>
  Array.from(
    { length: 14 },
    (_, at) => `In year ${at} of the ${topic}, people of the town spoke about the ${topic} at length.`
  ).join(" ")

const topics = ["harvest", "railway", "flood", "theatre", "bakery", "observatory", "election", "winter"]
const chronicle = topics.map(filler).join("\n\n")
const secret = "The lighthouse keeper buried the brass sextant beneath the third almond tree."
const story = [filler("harvest"), filler("railway"), secret, filler("flood"), filler("theatre")].join("\n\n")

const find = Effect.fnUntraced(function* (scope: Scope, question: string, tokens = 600) {
  const retrieval = yield* Retrieval
  return (yield* retrieval.find(scope, question, { tokens })).passages
})

/** A library with a reader in it. */
const open = Effect.gen(function* () {
  const organizationId = yield* newLibrary
  const readerId = yield* newReader(organizationId)
  return { organizationId, readerId }
})

const asked = "Where did the lighthouse keeper bury the sextant?"

/** Retrieval over a database. */
export const retrievalSuite = <E>(
  name: string,
  database: Layer.Layer<Database | SqlClient.SqlClient | TenantWall, E>
) =>
  layer(Layer.mergeAll(LexicalRepo.layer, BookContentsByWords.layer).pipe(Layer.provideMerge(layerOver(database))), {
    excludeTestServices: true
  })(`retrieval, ${name}`, (it) => {
    it.effect("finds what answers, and says where it stands", () =>
      Effect.gen(function* () {
        const scope = yield* open
        const book = yield* newBook(scope.organizationId, story, "The Keeper")
        const middle = Math.floor(story.length / 2)
        const pages = [
          { number: 1, start: 0, end: middle },
          { number: 2, start: middle, end: story.length }
        ]
        yield* index({ ...book, pages })
        yield* index(yield* newBook(scope.organizationId, chronicle, "Chronicle"))
        const [best, ...others] = yield* find(scope, asked)
        assert.deepInclude(best, {
          sourceId: book.source.id,
          kind: "book",
          title: "The Keeper",
          author: "Ann Author",
          language: "en"
        })
        assert.include(best?.text, secret)
        for (const passage of [...(best === undefined ? [] : [best]), ...others]) {
          const text = passage.title === "The Keeper" ? story : chronicle
          assert.strictEqual(passage.text, text.slice(passage.start, passage.end))
          assert.isAtMost(passage.score, best?.score ?? 0)
        }
        assert.strictEqual(best?.firstPage, best === undefined || best.start < middle ? 1 : 2)
        assert.strictEqual(best?.lastPage, best === undefined || best.end <= middle ? 1 : 2)
      })
    )

    it.effect("hands on no more than was asked for", () =>
      Effect.gen(function* () {
        const scope = yield* open
        yield* index(yield* newBook(scope.organizationId, `${chronicle}\n\n${story}`))
        for (const tokens of [0, 100, 350, 1_000, 5_000]) {
          const passages = yield* find(scope, "What did people of the town say about the railway?", tokens)
          assert.isAtMost(
            passages.reduce((sum, passage) => sum + passage.tokens, 0),
            tokens
          )
          assert.strictEqual(passages.length > 0, tokens >= 350)
        }
      })
    )

    it.effect("finds nothing of other libraries, not by the very sentence, nor by the id", () =>
      Effect.gen(function* () {
        const theirs = yield* open
        const book = yield* newBook(theirs.organizationId, story)
        yield* index(book)
        const ours = yield* open
        yield* index(yield* newBook(ours.organizationId, chronicle))
        for (const scope of [ours, { ...ours, readerId: theirs.readerId }, { ...ours, sourceIds: [book.source.id] }]) {
          const passages = yield* find(scope, secret)
          assert.isTrue(passages.every(({ sourceId }) => sourceId !== book.source.id))
        }
        assert.isNotEmpty(yield* find(theirs, secret))
      })
    )

    it.effect("finds a private document for its owner alone", () =>
      Effect.gen(function* () {
        const owner = yield* open
        const other = { ...owner, readerId: yield* newReader(owner.organizationId) }
        const document = yield* newDocument(owner.organizationId, owner.readerId, story)
        yield* index(document)
        yield* index(yield* newDocument(owner.organizationId, null, chronicle))
        assert.strictEqual((yield* find(owner, secret))[0]?.sourceId, document.source.id)
        assert.isTrue((yield* find(other, secret)).every(({ sourceId }) => sourceId !== document.source.id))
        assert.deepStrictEqual(yield* find({ ...other, sourceIds: [document.source.id] }, secret), [])
        assert.isNotEmpty(yield* find(other, "What was said about the bakery?"))
      })
    )

    it.effect("looks only where it is told to", () =>
      Effect.gen(function* () {
        const scope = yield* open
        const books = [
          yield* newBook(scope.organizationId, story),
          yield* newBook(scope.organizationId, `${chronicle}\n\n${secret}`)
        ]
        yield* Effect.forEach(books, index)
        for (const { source } of books) {
          const passages = yield* find({ ...scope, sourceIds: [source.id] }, asked)
          assert.isNotEmpty(passages)
          assert.isTrue(passages.every(({ sourceId }) => sourceId === source.id))
        }
        for (const sourceIds of [[], ["nobody"], [crypto.randomUUID()], ["'; DROP TABLE chunks"]]) {
          assert.deepStrictEqual(yield* find({ ...scope, sourceIds }, asked), [])
        }
      })
    )

    it.effect("finds nothing any more of what was removed or replaced", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const scope = yield* open
        const book = yield* newBook(scope.organizationId, story)
        yield* index(book)
        yield* index(withText(book, story.replace("lighthouse", "harbour")))
        assert.isTrue((yield* find(scope, asked)).every(({ text }) => !text.includes("lighthouse")))
        yield* sql`DELETE FROM books WHERE id = ${book.source.id}`
        assert.deepStrictEqual(yield* find(scope, asked), [])
      })
    )

    it.effect("takes anything for a question", () =>
      Effect.gen(function* () {
        const scope = yield* open
        assert.deepStrictEqual(yield* find(scope, asked), [])
        yield* index(yield* newBook(scope.organizationId, `${story}\n\n灯台守は真鍮の六分儀を埋めた。`))
        const questions = [
          "",
          "   ",
          "the of and",
          "🦊🦊 🗼",
          "sextant & !lighthouse | (almond:* <-> tree",
          "'sextant' \\ \" ' '' \\'",
          "a\u0000sextant\u0000 \ud800",
          "'; DELETE FROM chunks; --",
          "sextant ".repeat(1_500),
          Array.from({ length: 2_000 }, (_, at) => `word${at}`).join(" ")
        ]
        for (const question of questions) {
          const found = yield* find(scope, question)
          if (question.includes("sextant")) assert.include(found[0]?.text, secret, question)
        }
        for (const question of questions.slice(0, 4)) assert.deepStrictEqual(yield* find(scope, question), [])
        assert.include((yield* find(scope, "真鍮の六分儀はどこ？"))[0]?.text, "六分儀")
      })
    )

    it.effect("finds texts of the library's languages by other forms of their words", () =>
      Effect.gen(function* () {
        const scope = yield* open
        const german = "Die Möwen kreisten über den alten Fischerbooten. Der Kapitän flickte seine Netze am Strand. "
        const book = yield* newBook(scope.organizationId, german.repeat(4))
        yield* index({ ...book, language: "de" })
        yield* index(yield* newBook(scope.organizationId, story))
        assert.strictEqual((yield* find(scope, "Wo kreiste die Möwe?"))[0]?.sourceId, book.source.id)
        assert.include((yield* find(scope, "Who buries sextants under almond trees?"))[0]?.text, secret)
      })
    )

    it.effect("ranks in the database as the formula does", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const lexical = yield* LexicalRepo
        const scope = yield* open
        yield* index(yield* newBook(scope.organizationId, `${chronicle}\n\n${story}`, "Chronicle"))
        const question = "people of the town, the flood and the harvest: where is the sextant?"
        const terms = questionTerms(question, ["en"])
        const variants = terms.flatMap(({ variants }) => variants)
        const looked = yield* lexical.look({ ...scope, terms: variants })
        assert.isTrue(looked._tag === "Some")
        if (looked._tag === "None") return
        const { chunks, words } = looked.value
        const vocabulary = { chunks, terms: new Map(looked.value.terms) }
        const plan = planLexical(terms, vocabulary, 3_000)
        assert.isDefined(plan)
        if (plan === undefined) return
        const ranked = yield* lexical.rank(scope, plan, { averageWords: words / chunks, limit: 200 })
        const rows = yield* sql<{ id: string; body: string; headings: ReadonlyArray<string> }>`
          SELECT id, body, headings FROM chunks WHERE organization_id = ${scope.organizationId}`
        const byHand = new Map(
          rows.map(({ body, headings, id }) => {
            const counts = searchTerms(indexedText("Chronicle", headings, body), "en")
            const matches = terms.flatMap(({ variants: [term = ""], weight }) => {
              const count = counts.get(term) ?? 0
              const chunksWith = vocabulary.terms.get(term) ?? 0
              return count === 0 ? [] : [{ weight, count, idf: idf(chunks, chunksWith) }]
            })
            const length = [...counts.values()].reduce((sum, count) => sum + count, 0)
            return [id, lexicalScore(matches, { words: length, averageWords: words / chunks })]
          })
        )
        assert.isAbove(ranked.length, 5)
        for (const { id, score } of ranked) assert.closeTo(score, byHand.get(id) ?? 0, 1e-5)
        assert.strictEqual(ranked.length, [...byHand.values()].filter((score) => score > 0).length)
      })
    )

    it.effect("asks the database three times, and the search by vectors as often as it says", () =>
      Effect.gen(function* () {
        const scope = yield* open
        yield* index(yield* newBook(scope.organizationId, story))
        yield* find(scope, asked)
        const statements: Array<string> = []
        yield* Effect.withTracer(find(scope, asked), listening(statements))
        assert.isAtMost(statements.length, 6)
        assert.strictEqual(
          statements.filter((text) => /ts_rank|search_indexes i\b|FROM near/u.test(text)).length >= 3,
          true
        )
      })
    )

    it.effect("tells the catalogue which books have all the words typed, the one that is about them first", () =>
      Effect.gen(function* () {
        const { organizationId, readerId } = yield* open
        const contents = yield* BookContents
        const books = [
          yield* newBook(organizationId, chronicle),
          yield* newBook(organizationId, story),
          yield* newBook(organizationId, Array.from({ length: 12 }, () => secret).join(" "))
        ]
        yield* Effect.forEach(books, index)
        yield* index(yield* newDocument(organizationId, readerId, secret))
        const [, told, about] = books.map(({ source }) => BookId.make(source.id))
        const matching = (q: string, limit = 10) => contents.matching(organizationId, q, limit)
        assert.deepStrictEqual(
          yield* matching("brass sextants"),
          [about, told].flatMap((id) => id ?? [])
        )
        assert.deepStrictEqual(
          yield* matching("brass sextants", 1),
          [about].flatMap((id) => id ?? [])
        )
        assert.deepStrictEqual(yield* matching("brass sextants of the theatre"), [])
        assert.deepStrictEqual(yield* matching("the of"), [])
        for (const q of ["", "'", "\\", "a & b | !c:*", "\u0000 sextant", "🦊", "x ".repeat(5_000)]) yield* matching(q)
        assert.deepStrictEqual(yield* contents.matching(yield* newLibrary, "brass sextants", 10), [])
        const statements: Array<string> = []
        yield* Effect.withTracer(matching("brass sextants"), listening(statements))
        assert.strictEqual(statements.length, 1)
      })
    )

    it.effect("looks at few chunks of a library full of common words, and finds the rare one", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const scope = { organizationId: yield* newLibrary, readerId: UserId.make(crypto.randomUUID()) }
        const book = yield* newBook(scope.organizationId, secret)
        yield* index(book)
        yield* sql`
          INSERT INTO chunks (organization_id, id, source_id, revision, ordinal, start_at, end_at, headings, body, tokens,
            words, language, hash, search)
          SELECT ${scope.organizationId}, gen_random_uuid(), ${book.source.id}, ${crypto.randomUUID()}, at, 0, 0, '{}', '',
            0, 4, 'en', repeat('0', 64),
            format('''town'':1 ''peopl'':%s ''word%s'':1', CASE WHEN at % 2 = 0 THEN '1' ELSE '1,2' END, at % 7)::tsvector
              || array_to_tsvector(ARRAY[${scope.organizationId}::text])
          FROM generate_series(1, 8000) at`
        assert.include((yield* find(scope, "Which people of the town buried a sextant?"))[0]?.text, "sextant")
        const lexical = yield* LexicalRepo
        const terms = questionTerms("people of the town with word3 and word5", ["en"])
        const looked = yield* lexical.look({ ...scope, terms: terms.flatMap(({ variants }) => variants) })
        if (looked._tag === "None") return assert.fail("the library is empty")
        const plan = planLexical(terms, { ...looked.value, terms: new Map(looked.value.terms) }, 3_000)
        const [counted] = yield* sql<{ candidates: number }>`
          SELECT count(*)::int AS candidates FROM chunks
          WHERE organization_id = ${scope.organizationId} AND search @@ ${plan?.candidates ?? ""}::tsquery`
        assert.isAbove(counted?.candidates ?? 0, 0)
        assert.isAtMost(counted?.candidates ?? 0, 3_000)
        const [explained] = yield* sql<{ "QUERY PLAN": unknown }>`
          EXPLAIN (FORMAT JSON) SELECT id FROM chunks c
          WHERE c.organization_id = ${scope.organizationId} AND c.search @@ ${`'${scope.organizationId}' & 'sextant'`}::tsquery`
        assert.include(JSON.stringify(explained), "chunks_search")
      })
    )
  })
