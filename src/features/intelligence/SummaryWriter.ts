import { Context, Effect, Layer, Ref } from "effect"
import type { SqlError } from "effect/sql"
import { Llm } from "#platform/Llm.ts"
import { LlmError, LlmTooLong } from "#platform/LlmError.ts"
import { Prompts } from "#platform/Prompts.ts"
import type { RenderedPrompt } from "#platform/prompts/Prompt.ts"
import { chunks, fits, measure } from "./Chunking.ts"
import type { FileGone } from "./FileGone.ts"
import { forEachUntilFailure } from "./ForEachUntilFailure.ts"
import { type KeptAnswer, ModelAnswers } from "./ModelAnswers.ts"
import { groups, join, telling } from "./Notes.ts"
import { add, nothing, type Spent } from "./Spent.ts"

/** A book to be summarised. */
export interface BookToRead {
  readonly organizationId: string
  readonly fileId: string
  /** SHA-256 of the file: what was answered about the whole text is found again by it. */
  readonly contentHash: string
  readonly title: string
  readonly author: string
  /** BCP 47, where it is known. */
  readonly language: string | undefined
  readonly text: string
}

/** How far the work is, 0..1, and what it does now. */
export type Report = (progress: number, phase: string) => Effect.Effect<void>

/** A summary, the prompt that wrote its final text, and what all answers for it took. */
export interface Written {
  readonly text: string
  readonly prompt: RenderedPrompt
  readonly parts: number
  readonly spent: Spent
}

type Failure = LlmError | FileGone | SqlError.SqlError

/** Tokens that the fence around a document and the form of messages take. */
const frameTokens = 200
/** With less room than this a model would read single sentences. */
const leastRoom = 200

/**
 * Summaries of texts of any length. What fits the model is read at once; a longer text is read in parts, notes are taken
 * of each, and the summary is written from the notes, over several levels where they are many.
 *
 * Source: J. Wu et al., "Recursively Summarizing Books with Human Feedback", 2021, section 2.1.
 */
export class SummaryWriter extends Context.Service<
  SummaryWriter,
  {
    /** Where the model finds its part too long, the whole is tried once more with parts half as long. */
    readonly write: (book: BookToRead, report: Report) => Effect.Effect<Written, Failure>
  }
>()("luminalib/features/intelligence/SummaryWriter") {
  static readonly layerNoDeps = Layer.effect(
    SummaryWriter,
    Effect.gen(function* () {
      const llm = yield* Llm
      const prompts = yield* Prompts
      const answers = yield* ModelAnswers

      const render = (...[id, inputs]: Parameters<typeof prompts.render>) =>
        Effect.catchTag(prompts.render(id, inputs), "PromptError", Effect.die)

      const answer = (
        { fileId, language, organizationId }: BookToRead,
        prompt: RenderedPrompt,
        document: string,
        documentHash?: string
      ) => answers.answer({ organizationId, fileId, language, prompt, document, documentHash })

      /** Tokens of a document that the model can read under this prompt. */
      const roomUnder = (prompt: RenderedPrompt) =>
        Math.max(
          leastRoom,
          llm.info.contextTokens -
            llm.countTokens(`${prompt.system}${prompt.instructions}`) -
            prompt.maxOutputTokens -
            frameTokens
        )

      const readParts = Effect.fnUntraced(function* (book: BookToRead, share: number, report: Report) {
        const { title } = book
        const room = roomUnder(yield* render("summarize-part", { title, part: 9999, of: 9999 }))
        const measured = yield* measure(book.text, llm.countTokens)
        const parts = yield* unhurried(chunks(measured, Math.floor(room * share)))
        const done = yield* Ref.make(0)
        return yield* forEachUntilFailure(parts, ({ end, start }, index) =>
          Effect.gen(function* () {
            const phase = `reading part ${index + 1} of ${parts.length}`
            yield* report(0.1 + (0.8 * (yield* Ref.get(done))) / parts.length, phase)
            const prompt = yield* render("summarize-part", { title, part: index + 1, of: parts.length })
            const note = yield* answer(book, prompt, book.text.slice(start, end))
            yield* Ref.update(done, (before) => before + 1)
            return note
          })
        )
      })

      const merge = Effect.fnUntraced(function* (book: BookToRead, notes: ReadonlyArray<string>, share: number) {
        const { author, language, title } = book
        const prompt = yield* render("merge-summaries", { title, author, language })
        const room = Math.floor(roomUnder(prompt) * share)
        let spent = nothing
        let level = telling(notes)
        while (level.length > 1 && llm.countTokens(join(level)) > room) {
          const grouped = groups(level, room, llm.countTokens)
          if (grouped.length === level.length) {
            return yield* new LlmError({ reason: new LlmTooLong({ limitTokens: llm.info.contextTokens }) })
          }
          const merged = yield* forEachUntilFailure(grouped, (group) => answer(book, prompt, join(group)))
          spent = total(merged, spent)
          level = merged.map(({ text }) => text)
        }
        const last = yield* answer(book, prompt, join(level))
        return { text: last.text, prompt, spent: add(spent, last.spent) }
      })

      const inParts = Effect.fnUntraced(function* (book: BookToRead, share: number, report: Report) {
        const notes = yield* readParts(book, share, report)
        yield* report(0.9, "merging")
        const merged = yield* merge(
          book,
          notes.map(({ text }) => text),
          share
        )
        return { ...merged, parts: notes.length, spent: total(notes, merged.spent) }
      })

      const write = Effect.fnUntraced(function* (book: BookToRead, report: Report) {
        const { author, contentHash, language, text, title } = book
        const prompt = yield* render("summarize-book", { title, author, language })
        if (!(yield* fits(text, roomUnder(prompt), llm.countTokens))) return yield* inParts(book, 1, report)
        yield* report(0.1, "reading part 1 of 1")
        const whole = yield* answer(book, prompt, text, contentHash)
        return { ...whole, prompt, parts: 1 }
      })

      return SummaryWriter.of({
        write: Effect.fn("SummaryWriter.write")((book, report) =>
          Effect.catchReason(write(book, report), "LlmError", "LlmTooLong", () => inParts(book, 0.5, report))
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(ModelAnswers.layer))
}

/** All of them, with others let run after each: together they may take longer than a request should wait. */
const unhurried = Effect.fnUntraced(function* <A>(each: Iterable<A>) {
  const all: Array<A> = []
  for (const one of each) {
    all.push(one)
    yield* Effect.yieldNow
  }
  return all
})

const total = (answers: ReadonlyArray<KeptAnswer>, more: Spent) =>
  answers.reduce((sum, { spent }) => add(sum, spent), more)
