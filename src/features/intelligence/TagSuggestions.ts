import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import type { SqlError } from "effect/sql"
import type { Book } from "#contract/catalogue/Book.ts"
import { BookTagged } from "#contract/intelligence/IntelligenceEvents.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { Llm } from "#platform/Llm.ts"
import type { LlmError } from "#platform/LlmError.ts"
import { Prompts } from "#platform/Prompts.ts"
import { BookTexts } from "./BookTexts.ts"
import { Spending } from "./Spending.ts"
import type { SummarizeBookTask } from "./SummarizeBook.ts"
import { answeredTags, chooseTags, type KnownTag } from "./TagChoice.ts"

/** Tags for books that nobody has tagged. */
export class TagSuggestions extends Context.Service<
  TagSuggestions,
  {
    /**
     * Three to five tags, those of the library first: by the model from title, description and summary, without one, or
     * where it gives no usable answer, from the words of the text. None for a book that somebody has tagged, or that has
     * another file by now. Three statements; with a model five.
     */
    readonly suggest: (task: SummarizeBookTask) => Effect.Effect<ReadonlyArray<string>, LlmError | SqlError.SqlError>
    /** Gives them to the book, marked as suggested, unless somebody tagged it meanwhile. Joins the caller's transaction. */
    readonly keep: (task: SummarizeBookTask, tags: ReadonlyArray<string>) => Effect.Effect<void, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/TagSuggestions") {
  static readonly layerNoDeps = Layer.effect(
    TagSuggestions,
    Effect.gen(function* () {
      const catalogue = yield* Catalogue
      const llm = yield* Llm
      const prompts = yield* Prompts
      const texts = yield* BookTexts
      const spending = yield* Spending
      const knownTags = yield* makeKnownTags
      const reactions = yield* Reactions

      const byModel = Effect.fnUntraced(function* (
        { organizationId }: SummarizeBookTask,
        book: Book,
        known: ReadonlyArray<KnownTag>
      ) {
        const names = known.slice(0, mostShown).map(({ tag }) => tag)
        const { author, title } = book
        const inputs = { title, author, known: names.length === 0 ? undefined : names.join(", ") }
        const prompt = yield* Effect.orDie(prompts.render("suggest-tags", inputs))
        const { instructions, maxOutputTokens, system } = prompt
        const asked = { system, instructions, maxOutputTokens, document: focusOf(book), purpose: "tags" }
        const answer = yield* spending.paying(
          organizationId,
          llm.generateObject({ ...asked, schema: TagsAnswer, schemaName: "tags" })
        )
        return answeredTags(answer.value.tags, known)
      })

      const byWords = Effect.fnUntraced(function* (
        task: SummarizeBookTask,
        book: Book,
        known: ReadonlyArray<KnownTag>
      ) {
        const read = yield* texts.find(task.organizationId, task.fileId)
        const text = Option.match(read, { onNone: () => "", onSome: ({ text }) => excerpts(text) })
        const detected = Option.match(read, { onNone: () => null, onSome: ({ language }) => language })
        return chooseTags({ focus: focusOf(book), text, language: book.language ?? detected ?? undefined }, known)
      })

      return TagSuggestions.of({
        suggest: Effect.fn("TagSuggestions.suggest")(
          function* (task) {
            const book = yield* catalogue.get(task.organizationId, task.bookId)
            const isTagged = book.tags.length > 0 && !book.tagsSuggested
            if (isTagged || book.file?.id !== task.fileId) return []
            const known = yield* knownTags(task)
            const words = byWords(task, book, known)
            if (llm.info.provider === "extractive") return yield* words
            return yield* byModel(task, book, known).pipe(
              Effect.filterOrElse(
                (tags) => tags.length > 0,
                () => words
              ),
              Effect.catchIf(
                (error) => error._tag === "LlmError" && !error.isRetryable,
                () => words
              )
            )
          },
          Effect.catchTag("BookNotFound", () => Effect.succeed([]))
        ),
        keep: Effect.fn("TagSuggestions.keep")(function* ({ bookId, fileId, organizationId }, tags) {
          if (tags.length === 0) return
          const isTagged = yield* catalogue.suggestTags(organizationId, bookId, fileId, tags)
          if (isTagged) yield* reactions.record(BookTagged.make({ organizationId, bookId }))
        })
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide([BookTexts.layer, Spending.layer]))
}

const TagsAnswer = Schema.Struct({ tags: Schema.Array(Schema.String) })

/** Tags of a library that are compared with a text, the most frequent, and that a model is shown. */
const mostKnown = 2_000
const mostShown = 200

const focusOf = ({ description, summary, title }: Book): string =>
  [title, description, summary].filter((part) => part !== null).join("\n\n")

/** Six stretches of a text, spread over all of it: what is in none of them is not what the book is about. */
const excerpts = (text: string): string => {
  const length = 10_000
  const amount = 6
  if (text.length <= length * amount) return text
  const step = (text.length - length) / (amount - 1)
  return Array.from({ length: amount }, (_, at) => text.slice(Math.floor(at * step), Math.floor(at * step) + length))
    .map((each) => each.toWellFormed())
    .join("\n\n")
}

/** Rides on book_facets_top. */
const makeKnownTags = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const find = SqlSchema.findAll({
    Request: Schema.Struct({ organizationId: Schema.String }),
    Result: Schema.Struct({ tag: Schema.String, books: Schema.Int }),
    execute: ({ organizationId }) => sql`
      SELECT value AS tag, count AS books
      FROM book_facets
      WHERE organization_id = ${organizationId} AND facet = 'tag'
      ORDER BY count DESC, key
      LIMIT ${mostKnown}`
  })
  return ({ organizationId }: SummarizeBookTask) => Effect.catchTag(find({ organizationId }), "SchemaError", Effect.die)
})
