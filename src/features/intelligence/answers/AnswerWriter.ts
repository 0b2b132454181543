import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import { Answering } from "#platform/answers/Answering.ts"
import type { CheckedSentence } from "#platform/answers/CheckSentence.ts"
import { detectLanguage, type Language } from "#platform/extractive/Language.ts"
import { Llm } from "#platform/Llm.ts"
import type { LlmError } from "#platform/LlmError.ts"
import type { Bill } from "#platform/llm/Payer.ts"
import type { ThreadError } from "#platform/threads/Thread.ts"
import type { Passage } from "../retrieval/Passage.ts"
import { Retrieval } from "../retrieval/Retrieval.ts"
import type { Trouble } from "./AnswerRow.ts"
import type { Asker, Ended } from "./AnswersRepo.ts"
import { asText, searchedFor, type Turn } from "./FollowUp.ts"
import { ModelWriter, type Written } from "./ModelWriter.ts"
import { notKnown } from "./NotKnown.ts"
import { evidenceOf, nearPassage, placeOf, shown } from "./Reading.ts"
import type { Quoted, Say } from "./Saying.ts"
import { SourcesRepo } from "./SourcesRepo.ts"

/** What is asked, of what, and what was asked before. */
export interface AnswerTask {
  readonly asker: Asker
  readonly question: string
  /** Only these are searched; undefined: all that the asker may read. */
  readonly sourceIds: ReadonlyArray<string> | undefined
  /** The latest last. */
  readonly turns: ReadonlyArray<Turn>
}

/** Tokens of the passages that an answer is written from. */
const passageTokens = 2_000
/** Passages that are shown where the library does not know. */
const mostNear = 3

/** Answers questions out of what a library holds, with a model or without. */
export class AnswerWriter extends Context.Service<
  AnswerWriter,
  {
    /** Seconds after which every answer is over. */
    readonly patienceSeconds: number
    /** Gives sentence by sentence to `say`; ends in any case. */
    readonly write: (task: AnswerTask, say: Say) => Effect.Effect<Ended, SqlError.SqlError | ThreadError>
  }
>()("luminalib/features/intelligence/answers/AnswerWriter") {
  static readonly layerNoDeps = Layer.effect(
    AnswerWriter,
    Effect.gen(function* () {
      const answering = yield* Answering
      const llm = yield* Llm
      const model = yield* ModelWriter
      const retrieval = yield* Retrieval
      const sources = yield* SourcesRepo
      const hasModel = llm.info.provider !== "extractive"

      /** Most passages are of one page; in one of several the place has to be looked up. */
      const pageOf = (asker: Asker, passage: Passage, start: number) =>
        passage.firstPage === null || passage.firstPage === passage.lastPage
          ? Effect.succeed(passage.firstPage ?? undefined)
          : sources.pageAt(asker, passage.sourceId, passage.start + start)

      /** A sentence with the places in the sources that it rests on. */
      const quoted = ({ task, passages }: Found, { quotes, supported, text }: CheckedSentence) =>
        Effect.map(
          Effect.forEach(quotes, (quote) =>
            Effect.gen(function* () {
              const passage = passages[quote.passage]
              if (passage === undefined) return []
              const page = yield* pageOf(task.asker, passage, quote.start)
              const found: Quoted = {
                ...placeOf(passage, quote),
                ...(page === undefined ? {} : { page }),
                quote: shown(passage.text.slice(quote.start, quote.end)),
                score: Math.round(quote.support * 1_000) / 1_000,
                verified: quote.verified
              }
              return [found]
            })
          ),
          (citations) => ({ text, supported, citations: citations.flat() })
        )

      const extract = ({ evidence, task }: Found) =>
        answering.answer({
          question: task.question,
          passages: evidence,
          history: task.turns.map(({ question }) => question)
        })
      type Extracted = Effect.Success<ReturnType<typeof extract>>

      /** In the words of the sources themselves. */
      const tellExtracted = (found: Found, { sentences }: Extracted, say: Say) =>
        Effect.forEach(
          sentences,
          ({ end, passage, start, text }) => {
            const quotes = [{ passage, start, end, support: 1, verified: true }]
            return Effect.flatMap(quoted(found, { text: shown(text), supported: true, quotes }), say)
          },
          { discard: true }
        )

      const tellUnknown = (found: Found, say: Say) =>
        say({ text: notKnown(found.language), supported: true, citations: [] })

      const byModel = Effect.fnUntraced(function* (found: Found, extracted: Extracted, say: Say) {
        const { asker, question, turns } = found.task
        const { evidence, language, passages } = found
        const written = yield* model.write(
          { organizationId: asker.organizationId, question, language, passages, evidence, earlier: asText(turns) },
          (sentence) => Effect.flatMap(quoted(found, sentence), say)
        )
        if (written.heard > 0) return endedBy(llm.info.model, written)
        if (written.saysUnknown) {
          yield* tellUnknown(found, say)
          return { ...endedBy(llm.info.model, written), known: false, passages: near(found) }
        }
        yield* tellExtracted(found, extracted, say)
        return { ...endedBy("extractive", written), state: "complete" as const }
      })

      return AnswerWriter.of({
        // Retrieval and reading take seconds at most.
        patienceSeconds: model.patienceSeconds + 60,
        write: Effect.fn("AnswerWriter.write")(function* (task, say) {
          const { asker, question, sourceIds, turns } = task
          const language = detectLanguage(question)
          const before = turns.map((turn) => turn.question)
          const scope = {
            organizationId: asker.organizationId,
            readerId: asker.userId,
            ...(sourceIds === undefined ? {} : { sourceIds })
          }
          const { passages } = yield* retrieval.find(scope, searchedFor(question, before, language), {
            tokens: passageTokens
          })
          const found: Found = { task, language, passages, evidence: evidenceOf(passages, language) }
          const extracted = yield* extract(found)
          if (!extracted.known || extracted.sentences.length === 0) {
            yield* tellUnknown(found, say)
            return { ...free, known: false, passages: near(found) }
          }
          if (hasModel) return yield* byModel(found, extracted, say)
          yield* tellExtracted(found, extracted, say)
          return free
        })
      })
    })
  )

  /** Asks for Llm, Prompts, Retrieval and SqlClient. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide([Answering.layer, ModelWriter.layer, SourcesRepo.layer]))
}

/** What is known when a question has been looked up. */
interface Found {
  readonly task: AnswerTask
  readonly language: Language
  readonly passages: ReadonlyArray<Passage>
  readonly evidence: ReturnType<typeof evidenceOf>
}

const near = ({ passages }: Found) => passages.slice(0, mostNear).map(nearPassage)

/** Of an answer that no model had a part in. */
const free: Ended = {
  state: "complete",
  known: true,
  model: "extractive",
  passages: [],
  inputTokens: 0,
  outputTokens: 0,
  costMicroUsd: 0,
  budgetExceeded: false,
  trouble: null
}

const microUsdPerUsd = 1_000_000

const costOf = (bill: Bill | undefined): Pick<Ended, "inputTokens" | "outputTokens" | "costMicroUsd"> =>
  bill === undefined
    ? { inputTokens: 0, outputTokens: 0, costMicroUsd: 0 }
    : {
        inputTokens: Math.round(bill.inputTokens),
        outputTokens: Math.round(bill.outputTokens),
        costMicroUsd: bill.costUsd === undefined ? null : Math.round(bill.costUsd * microUsdPerUsd)
      }

const messages: Readonly<Record<LlmError["code"], string>> = {
  LLM_BUSY: "The language model has no room now.",
  LLM_REFUSED: "The language model refused to answer.",
  LLM_TOO_LONG: "The passages are too long for the language model.",
  LLM_DOWN: "The language model did not answer to the end.",
  MODEL_OUTPUT_INVALID: "The language model gave an answer that cannot be used.",
  BUDGET_EXCEEDED: "The library has used up its tokens of the month."
}

/** Nothing that the model said could be told. */
const unusable: Trouble = { code: "MODEL_OUTPUT_INVALID", message: messages.MODEL_OUTPUT_INVALID }

const endedBy = (writer: string, { bill, failure, heard, saysUnknown }: Written): Ended => {
  const silent = heard === 0 && !saysUnknown ? unusable : null
  const trouble = failure === undefined ? silent : { code: failure.code, message: messages[failure.code] }
  return {
    ...free,
    ...costOf(bill),
    model: writer,
    // What was told is verified and stays; that more was to come is told as well.
    state: failure !== undefined && heard > 0 ? "failed" : "complete",
    budgetExceeded: failure?.reason._tag === "LlmOverBudget",
    trouble
  }
}
