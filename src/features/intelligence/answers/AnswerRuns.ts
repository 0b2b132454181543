import { Cause, Clock, Context, Deferred, Effect, Exit, FiberMap, Layer, Option, PubSub, Ref, type Scope } from "effect"
import type { SqlError } from "effect/sql"
import { TenantWall } from "#platform/TenantWall.ts"
import { type AnswerTask, AnswerWriter } from "./AnswerWriter.ts"
import { type AnswerKey, AnswersRepo, type Ended } from "./AnswersRepo.ts"
import { nothingTold, type Said, type Told, withSentence } from "./Saying.ts"

/** Seconds for which an answer that nobody follows is still written: a client that lost its connection comes back. */
export const graceSeconds = 4

/** An answer that is being written in this process. */
interface Run {
  /** Rings with every sentence, and at the end. */
  readonly bell: PubSub.PubSub<void>
  readonly followers: Ref.Ref<number>
  /** When the last of them left, in milliseconds. */
  readonly leftAt: Ref.Ref<number>
  /** Done when the answer is not wanted any more. */
  readonly unwanted: Deferred.Deferred<void>
}

/** Done in the transaction that ends an answer, last. */
export type AtEnd = Effect.Effect<void, SqlError.SqlError>

/** The answers that are being written in this process. What they say is in the database as soon as it is said. */
export class AnswerRuns extends Context.Service<
  AnswerRuns,
  {
    /** Writes an answer to its end, for a caller that waits; whoever leaves cancels it. */
    readonly here: (key: AnswerKey, task: AnswerTask, atEnd: AtEnd) => Effect.Effect<void, SqlError.SqlError>
    /** Begins to write an answer for callers that follow it, and cancels it when they are gone for some seconds. */
    readonly begin: (key: AnswerKey, task: AnswerTask) => Effect.Effect<void>
    /**
     * While the scope is open, somebody follows the answer. Gives what waits for news of it, or nothing where it is not
     * written here.
     */
    readonly follow: (key: AnswerKey) => Effect.Effect<Option.Option<Effect.Effect<void>>, never, Scope.Scope>
    /** Stops writing these, if they are written here. */
    readonly stop: (ids: ReadonlyArray<string>) => Effect.Effect<void>
  }
>()("luminalib/features/intelligence/answers/AnswerRuns") {
  static readonly layerNoDeps = Layer.effect(
    AnswerRuns,
    Effect.gen(function* () {
      const repo = yield* AnswersRepo
      const wall = yield* TenantWall
      const writer = yield* AnswerWriter
      const runs = new Map<string, Run>()
      const fibers = yield* FiberMap.make<string>()

      const announced = Effect.acquireRelease(
        Effect.gen(function* () {
          const run: Run = {
            bell: yield* PubSub.sliding<void>(1),
            followers: yield* Ref.make(0),
            leftAt: yield* Ref.make(yield* Clock.currentTimeMillis),
            unwanted: yield* Deferred.make<void>()
          }
          return run
        }),
        ({ bell }) => PubSub.publish(bell, undefined)
      )

      /** The run under the id, for as long as the scope is open. */
      const listed = (id: string) =>
        Effect.acquireRelease(
          Effect.tap(announced, (run) => Effect.sync(() => runs.set(id, run))),
          () => Effect.sync(() => runs.delete(id))
        )

      const isAbandoned = Effect.fnUntraced(function* (key: AnswerKey, run: Run) {
        if ((yield* Ref.get(run.followers)) > 0) return false
        const goneMs = (yield* Clock.currentTimeMillis) - (yield* Ref.get(run.leftAt))
        if (goneMs < graceSeconds * 1_000) return false
        // Somebody may follow it at another process.
        return !(yield* Effect.orElseSucceed(repo.isFollowed(key, graceSeconds), () => true))
      })

      const abandoned = (key: AnswerKey, run: Run): Effect.Effect<void> =>
        Effect.flatMap(Effect.delay(isAbandoned(key, run), "500 millis"), (is) =>
          is ? Effect.void : abandoned(key, run)
        )

      /** Writes and keeps what is said; gives how it ended. */
      const write = Effect.fnUntraced(function* (key: AnswerKey, task: AnswerTask, run: Run) {
        const told = yield* Ref.make<Told>(nothingTold)
        return yield* writer.write(
          task,
          Effect.fnUntraced(function* (said: Said) {
            const { citations, sentences } = yield* Ref.updateAndGet(told, (so) => withSentence(so, said))
            const isWanted = yield* repo.say(key, sentences, citations)
            if (!isWanted) yield* Deferred.succeed(run.unwanted, undefined)
            yield* PubSub.publish(run.bell, undefined)
          })
        )
      })

      const endOf = (exit: Exit.Exit<Ended | undefined, unknown>): Effect.Effect<Ended> => {
        if (Exit.isSuccess(exit)) return Effect.succeed(exit.value ?? broken("cancelled", null))
        if (Cause.hasInterruptsOnly(exit.cause)) return Effect.succeed(broken("cancelled", null))
        const trouble = { code: "INTERNAL_ERROR", message: "Something went wrong." }
        return Effect.as(Effect.logError("an answer broke off", exit.cause), broken("failed", trouble))
      }

      const run = Effect.fnUntraced(function* (
        key: AnswerKey,
        task: AnswerTask,
        options: { readonly atEnd: AtEnd; readonly isFollowed: boolean }
      ) {
        const run = yield* listed(key.id)
        const left = Deferred.await(run.unwanted)
        const gone = options.isFollowed ? Effect.raceFirst(left, abandoned(key, run)) : left
        yield* Effect.raceFirst(write(key, task, run), Effect.as(gone, undefined)).pipe(
          Effect.onExit((exit) =>
            Effect.flatMap(endOf(exit), (ended) =>
              // That it cannot be remembered for a repeated call is no reason to lose it.
              Effect.onError(wall.within(key.organizationId, Effect.when(options.atEnd, repo.end(key, ended))), () =>
                Effect.ignore(repo.end(key, ended))
              )
            )
          )
        )
      }, Effect.scoped)

      const follow = Effect.fnUntraced(function* ({ id }: AnswerKey) {
        const run = runs.get(id)
        if (run === undefined) return Option.none()
        const news = yield* PubSub.subscribe(run.bell)
        yield* Effect.acquireRelease(
          Ref.update(run.followers, (so) => so + 1),
          () =>
            Effect.flatMap(Clock.currentTimeMillis, (now) => Ref.set(run.leftAt, now)).pipe(
              Effect.andThen(Ref.update(run.followers, (so) => so - 1))
            )
        )
        return Option.some(PubSub.take(news))
      })

      return AnswerRuns.of({
        here: Effect.fn("AnswerRuns.here")((key, task, atEnd) =>
          Effect.catchTag(run(key, task, { atEnd, isFollowed: false }), "ThreadError", Effect.die)
        ),
        begin: Effect.fn("AnswerRuns.begin")((key, task) =>
          Effect.asVoid(
            FiberMap.run(
              fibers,
              key.id,
              Effect.ignore(
                Effect.catchCause(run(key, task, { atEnd: Effect.void, isFollowed: true }), () => Effect.void)
              ),
              { onlyIfMissing: true }
            )
          )
        ),
        follow,
        stop: Effect.fn("AnswerRuns.stop")((ids) =>
          Effect.forEach(
            ids.flatMap((id) => runs.get(id) ?? []),
            ({ unwanted }) => Deferred.succeed(unwanted, undefined),
            { discard: true }
          )
        )
      })
    })
  )

  /** Asks for Llm, Prompts, Retrieval, SqlClient and TenantWall. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide([AnswersRepo.layer, AnswerWriter.layer]))
}

const broken = (state: "failed" | "cancelled", trouble: Ended["trouble"]): Ended => ({
  state,
  known: false,
  model: "extractive",
  passages: [],
  inputTokens: 0,
  outputTokens: 0,
  costMicroUsd: 0,
  budgetExceeded: false,
  trouble
})
