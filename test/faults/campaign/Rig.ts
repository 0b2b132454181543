import * as NodeServices from "@effect/platform-node/NodeServices"
import { Context, Effect, Layer, Redacted, Ref, type Scope } from "effect"
import { SqlClient } from "effect/sql"
import { Database } from "#platform/Database.ts"
import { migrate } from "#platform/Migrations.ts"
import { sqlDirectory } from "../../support/EmbeddedTemplate.ts"
import { ownRedis } from "../../support/OwnRedis.ts"
import type { Environment } from "../../support/TestServer.ts"
import { type FaultProcess, startFaultProcess } from "../support/FaultProcess.ts"
import { makeClient } from "./Client.ts"
import { makeOracle } from "./Oracle.ts"

const workerReady = /worker ready.*?"worker":"([^"]+)"/
const schedulerReady = /scheduler ready.*?"process":(\d+)/
const enqueuerReady = /enqueuer listens on (http:\/\/[^"\s]+)/

/** Several processes of one sort, each of which is killed and replaced in its place. */
export interface Fleet {
  readonly size: number
  readonly at: (place: number) => FaultProcess
  /** Starts one in the place of the one that was there, and waits until it is ready. */
  readonly replace: (place: number) => Effect.Effect<void, never, Scope.Scope>
}

const makeFleet = Effect.fnUntraced(function* (size: number, start: Effect.Effect<FaultProcess, never, Scope.Scope>) {
  const members = yield* Effect.all(
    Array.from({ length: size }, () => start),
    { concurrency: "unbounded" }
  )
  const at = (place: number): FaultProcess => {
    const member = members[place]
    if (member === undefined) throw new Error(`no process at place ${place}`)
    return member
  }
  const fleet: Fleet = {
    size,
    at,
    replace: (place) =>
      Effect.map(start, (process) => {
        members[place] = process
      })
  }
  return fleet
})

/** The last lines of a log, for whoever has to find out. */
const tail = (log: string) => log.trimEnd().split("\n").slice(-5).join("\n")

/** A database with the oracle's tables, a Redis of its own, and processes to be had: all that a scenario needs. */
export const makeRig = Effect.fnUntraced(function* (url: Redacted.Redacted) {
  const redis = yield* Effect.orDie(ownRedis)
  const database = yield* Layer.build(
    Layer.effectDiscard(migrate(sqlDirectory)).pipe(
      Layer.provide(NodeServices.layer),
      Layer.provideMerge(Database.layerFrom({ url }))
    )
  ).pipe(Effect.orDie)
  const oracle = yield* makeOracle(Context.get(database, SqlClient.SqlClient))
  const doomed = new Set<FaultProcess>()
  const started: Array<FaultProcess> = []

  const start = (entry: Parameters<typeof startFaultProcess>[0], readyWhen: RegExp, env: Environment) =>
    Effect.map(
      startFaultProcess(
        entry,
        { DATABASE_URL: Redacted.value(url), REDIS_URL: redis.url, DATABASE_POOL_MAX: "8", ...env },
        readyWhen
      ),
      (process) => {
        const known: FaultProcess = {
          ...process,
          kill: (signal) =>
            Effect.andThen(
              Effect.sync(() => void doomed.add(known)),
              process.kill(signal)
            )
        }
        started.push(known)
        return known
      }
    )

  return {
    redis,
    oracle,
    /** Workers; `found` of each is its name in the ledger. */
    workers: (size: number, env: Environment) => makeFleet(size, start("FaultWorker.ts", workerReady, env)),
    /** Schedulers; `found` of each is its process id. */
    schedulers: (size: number) => makeFleet(size, start("FaultScheduler.ts", schedulerReady, {})),
    /** Processes that take orders, and a client who turns to each in turn. */
    shop: Effect.fnUntraced(function* (size: number) {
      const fleet = yield* makeFleet(size, start("FaultEnqueuer.ts", enqueuerReady, {}))
      const turn = yield* Ref.make(0)
      const client = yield* makeClient(
        Effect.map(
          Ref.getAndUpdate(turn, (n) => n + 1),
          (n) => fleet.at(n % size).found
        )
      )
      return { fleet, ...client }
    }),
    /** Sentences about processes that ended although nobody had killed them. */
    desertions: Effect.suspend(() =>
      Effect.forEach(
        started.filter((process) => !doomed.has(process)),
        (process) =>
          Effect.map(Effect.timeoutOption(process.exit, 0), (exit) =>
            exit._tag === "None"
              ? []
              : [`a process ended by itself (${exit.value.code ?? exit.value.signal}):\n${tail(process.log())}`]
          )
      ).pipe(Effect.map((found) => found.flat()))
    ),
    /** The logs of all processes, oldest first. */
    logs: () => started.map((process) => process.log())
  }
})
export type Rig = Effect.Success<ReturnType<typeof makeRig>>
