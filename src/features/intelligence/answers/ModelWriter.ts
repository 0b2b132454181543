import { Config, Context, Effect, Layer, Ref, Stream } from "effect"
import type { SqlError } from "effect/sql"
import { Answering } from "#platform/answers/Answering.ts"
import type { CheckedSentence } from "#platform/answers/CheckSentence.ts"
import type { Evidence } from "#platform/answers/Evidence.ts"
import type { Language } from "#platform/extractive/Language.ts"
import { type Bill, Payer } from "#platform/llm/Payer.ts"
import { Llm } from "#platform/Llm.ts"
import { LlmDown, LlmError } from "#platform/LlmError.ts"
import { Prompts } from "#platform/Prompts.ts"
import type { ThreadError } from "#platform/threads/Thread.ts"
import type { Passage } from "../retrieval/Passage.ts"
import { Spending } from "../Spending.ts"
import { unmarked } from "./CitationMarks.ts"
import { harmless } from "./Harmless.ts"
import { documentOf } from "./Reading.ts"
import { cutSentences } from "./SentenceCutter.ts"

/** What a model is to answer, and from what. */
export interface ModelTask {
  readonly organizationId: string
  readonly question: string
  readonly language: Language
  readonly passages: ReadonlyArray<Passage>
  readonly evidence: ReadonlyArray<Evidence>
  /** What was asked and answered before, as text. */
  readonly earlier: string
}

/** Is given each sentence as soon as it is checked. */
export type Hear = (sentence: CheckedSentence) => Effect.Effect<void, SqlError.SqlError>

/** How the model's writing ended. What it cost is of use even where it failed. */
export interface Written {
  readonly heard: number
  /** The model says that the passages do not answer. */
  readonly saysUnknown: boolean
  readonly failure: LlmError | undefined
  readonly bill: Bill | undefined
}

/** More sentences are no answer any more, and a model of which so many are no use is not listened to any longer. */
const mostTold = 12
const mostRead = 40

const isUnknown = (text: string) =>
  /^\W*(?:unknown|unbekannt|inconnu|desconocido|sconosciuto|onbekend|desconhecido)\W*$/iu.test(text)

/** Answers in the words of a model, which is believed nothing: each sentence is held against what it cites before it is told. */
export class ModelWriter extends Context.Service<
  ModelWriter,
  {
    /** Seconds after which the model is not waited for any more, sentences or not. */
    readonly patienceSeconds: number
    readonly write: (task: ModelTask, hear: Hear) => Effect.Effect<Written, SqlError.SqlError | ThreadError>
  }
>()("luminalib/features/intelligence/answers/ModelWriter") {
  static readonly layerNoDeps = Layer.effect(
    ModelWriter,
    Effect.gen(function* () {
      const answering = yield* Answering
      const llm = yield* Llm
      const prompts = yield* Prompts
      const spending = yield* Spending
      const patienceSeconds = yield* patience

      const ask = Effect.fnUntraced(function* ({ earlier, language, passages, question }: ModelTask) {
        const prompt = yield* Effect.orDie(prompts.render("answer-question", { question, passages: passages.length }))
        return llm.stream({
          system: prompt.system,
          instructions: prompt.instructions,
          document: documentOf(passages, earlier),
          maxOutputTokens: prompt.maxOutputTokens,
          purpose: "answer",
          ...(language === "und" ? {} : { language })
        })
      })

      /** Checks one sentence and tells it, unless it was told before. True where there are enough. */
      const tell = Effect.fnUntraced(function* (sentence: string, task: ModelTask, state: State, hear: Hear) {
        if (isUnknown(sentence)) {
          yield* Ref.set(state.saysUnknown, true)
          return false
        }
        const { cited, text: written } = unmarked(sentence, task.passages.length)
        const text = harmless(written)
        const checked = yield* answering.check({
          sentence: { text, cited: cited.map((number) => number - 1) },
          passages: task.evidence
        })
        const told = yield* Ref.get(state.told)
        const isOver = (yield* Ref.updateAndGet(state.read, (so) => so + 1)) >= mostRead
        if (checked === null || !isTrue(checked) || told.includes(checked.text)) return isOver
        yield* hear(checked)
        yield* Ref.set(state.told, [...told, checked.text])
        return isOver || told.length + 1 >= mostTold
      })

      const listen = Effect.fnUntraced(function* (task: ModelTask, state: State, hear: Hear) {
        const held = yield* Ref.make("")
        const sentences = (text: string, isOver: boolean) =>
          Effect.map(Ref.get(held), (before) => cutSentences(before + text, task.language, isOver)).pipe(
            Effect.tap(({ rest }) => Ref.set(held, rest)),
            Effect.map(({ sentences }) => sentences)
          )
        const written = yield* ask(task)
        yield* written.pipe(
          Stream.mapEffect((delta) => sentences(delta, false)),
          Stream.concat(Stream.fromEffect(Effect.suspend(() => sentences("", true)))),
          Stream.flatMap((some) => Stream.fromIterable(some)),
          Stream.mapEffect((sentence) => tell(sentence, task, state, hear)),
          Stream.takeUntil((isEnough) => isEnough),
          Stream.runDrain
        )
      })

      return ModelWriter.of({
        patienceSeconds,
        write: Effect.fn("ModelWriter.write")(function* (task, hear) {
          const state: State = {
            read: yield* Ref.make(0),
            told: yield* Ref.make<ReadonlyArray<string>>([]),
            saysUnknown: yield* Ref.make(false)
          }
          const bill = yield* Ref.make<Bill | undefined>(undefined)
          const failure = yield* spending
            .paying(
              task.organizationId,
              Effect.flatMap(Payer, (pay) => payingTwice(pay, bill, listen(task, state, hear)))
            )
            .pipe(
              Effect.timeoutOrElse({
                duration: `${patienceSeconds} seconds`,
                orElse: () => Effect.fail(tooSlow(patienceSeconds))
              }),
              Effect.as(undefined),
              Effect.catchTag("LlmError", (error) => Effect.succeed(error))
            )
          return {
            heard: (yield* Ref.get(state.told)).length,
            saysUnknown: yield* Ref.get(state.saysUnknown),
            failure,
            bill: yield* Ref.get(bill)
          }
        })
      })
    })
  )

  /** Asks for Llm, Prompts and SqlClient. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide([Answering.layer, Spending.layer]))
}

/** What is supported only in part is told, marked, where at least a quote of it is verified. */
const isTrue = ({ quotes, supported }: CheckedSentence) => supported || quotes.some(({ verified }) => verified)

interface State {
  readonly read: Ref.Ref<number>
  readonly told: Ref.Ref<ReadonlyArray<string>>
  readonly saysUnknown: Ref.Ref<boolean>
}

/** `ANSWER_TIMEOUT_SECONDS` (90): how long the model may take over the answer to a question. */
const patience = Config.Int("ANSWER_TIMEOUT_SECONDS").pipe(Config.withDefault(90))

const tooSlow = (seconds: number) =>
  new LlmError({ reason: new LlmDown({ cause: "timeout", detail: `the answer was not complete within ${seconds} s` }) })

/** Enters what the model costs on the account, and shows it to whoever asked. */
const payingTwice = <A, E, R>(
  pay: (bill: Bill) => Effect.Effect<void>,
  shown: Ref.Ref<Bill | undefined>,
  asking: Effect.Effect<A, E, R>
) => Effect.provideService(asking, Payer, (bill) => Effect.andThen(Ref.set(shown, bill), pay(bill)))
