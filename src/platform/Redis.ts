import { Config, Context, Effect, Layer, Option, Queue, Redacted, type Scope } from "effect"
import { Redis } from "effect/persistence"
import { Redis as Client, type RedisOptions } from "ioredis"
import { watchEviction } from "./redis/EvictionPolicy.ts"
import { makeSubscriptions } from "./redis/Subscriptions.ts"

const attempt = <A>(run: () => Promise<A>) =>
  Effect.tryPromise({ try: run, catch: (cause) => new Redis.RedisError({ cause }) })

// The reply has the type that the caller names: Redis itself says nothing about it.
const sendWith =
  (client: Client) =>
  <A = unknown>(command: string, ...args: ReadonlyArray<string>) =>
    attempt(() => client.call(command, [...args]) as Promise<A>)

/** The client's types tell reply mappings apart by overload; replies keep the shapes of RESP2. */
type Options = RedisOptions & { readonly replyMapping?: "legacy" }

const options: Options = {
  connectionName: "luminalib",
  connectTimeout: 5_000,
  commandTimeout: 2_000,
  // All commands of one tick travel together.
  enableAutoPipelining: true,
  // While Redis is down a command fails at once instead of waiting: callers have something better to do.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (attempts) => Math.min(50 * 2 ** Math.min(attempts, 10), 2_000)
}

/** Opens a connection that comes back by itself for ever, and says once that it was lost and once that it is back. */
const connect = Effect.fnUntraced(function* (
  name: string,
  url: string,
  extra: Options
): Effect.fn.Return<Client, never, Scope.Scope> {
  const run = Effect.runForkWith(yield* Effect.context<never>())
  let down = false
  const open = () => {
    const client = new Client(url, { ...options, ...extra })
    // Without a listener an error would end the process.
    client.on("error", (cause) => {
      if (down) return
      down = true
      run(Effect.logWarning(`Redis is unreachable for ${name}, trying until it is back: ${cause.message}`))
    })
    client.on("ready", () => {
      if (down) run(Effect.logInfo(`Redis is back for ${name}`))
      down = false
    })
    return client
  }
  return yield* Effect.acquireRelease(Effect.sync(open), (client) => Effect.sync(() => client.disconnect()))
})

/** Waits until the connection is usable, or until the first attempt has failed. */
const firstAttempt = (client: Client) =>
  Effect.callback<void>((resume) => {
    const done = () => resume(Effect.void)
    client.once("ready", done).once("close", done)
    return Effect.sync(() => client.off("ready", done).off("close", done))
  })

/** Opens connections for blocking commands: they wait as long as they like and never come back by themselves. */
const dedicated = (client: Client) =>
  Effect.gen(function* () {
    const connection = client.duplicate({ lazyConnect: true, retryStrategy: () => null, commandTimeout: undefined })
    connection.on("error", () => {})
    yield* attempt(() => connection.connect())
    return { send: sendWith(connection), close: Effect.sync(() => connection.disconnect()) }
  })

/** Where Redis is, without user and password. */
const serverOf = (client: Client) => client.options.path ?? `${client.options.host}:${client.options.port}`

/** The same Redis, for what must not be lost without notice: it fails while the server may drop keys. */
const makeKept = (kept: Effect.Effect<void, Redis.RedisError>, client: Client, send: ReturnType<typeof sendWith>) => {
  const guarded =
    (send: Redis.Redis["Service"]["send"]) =>
    <A = unknown>(command: string, ...args: ReadonlyArray<string>) =>
      Effect.andThen(kept, send<A>(command, ...args))
  return {
    send: guarded(send),
    connect: Effect.map(Effect.andThen(kept, dedicated(client)), ({ close, send }) => ({ send: guarded(send), close }))
  }
}

const make = Effect.fnUntraced(function* (url: Redacted.Redacted) {
  const address = Redacted.value(url)
  const client = yield* connect("commands", address, {})
  const connected = yield* Queue.sliding<void>(1)
  client.on("ready", () => Queue.offerUnsafe(connected, undefined))
  const subscriber = yield* connect("subscriptions", address, {
    lazyConnect: true,
    enableAutoPipelining: false,
    enableOfflineQueue: true,
    autoResubscribe: false
  })
  const send = sendWith(client)
  const subscribe = makeSubscriptions(subscriber)
  const redis = yield* Redis.make({ send, connect: dedicated(client), subscribe })
  yield* Effect.timeoutOption(firstAttempt(client), "2 seconds")
  const isKept = yield* watchEviction({ send, server: serverOf(client), connected })
  const kept = yield* Redis.make({ ...makeKept(isKept, client, send), subscribe })
  const check = Effect.timeoutOrElse(Effect.andThen(send("PING"), isKept), {
    duration: "1 second",
    orElse: () => Effect.fail(new Redis.RedisError({ cause: new Error("Redis did not answer within 1 second") }))
  })
  const io = IoRedis.of({ client, use: (run) => attempt(() => run(client)), check, kept })
  return Context.make(IoRedis, io).pipe(Context.add(Redis.Redis, redis))
})

/** The Redis that several processes share. Nothing in it is the truth: everything can be rebuilt from the database. */
export class IoRedis extends Context.Service<
  IoRedis,
  {
    /** The client itself, for pipelines and scripts. Do not send blocking commands on it: `Redis.reserve` is for them. */
    readonly client: Client
    /** Runs commands of the client, e.g. a pipeline. Fails at once while Redis is down, within 2 s if it is silent. */
    readonly use: <A>(run: (client: Client) => Promise<A>) => Effect.Effect<A, Redis.RedisError>
    /** Succeeds if Redis answers within 1 second and keeps what it is given: for readiness. */
    readonly check: Effect.Effect<void, Redis.RedisError>
    /** The same Redis for what must not be dropped: it fails while the server may do so. */
    readonly kept: Redis.Redis["Service"]
  }
>()("luminalib/platform/Redis/IoRedis") {
  /** REDIS_URL, or none when it is absent or empty: then one process must do without. */
  static readonly url = Config.option(Config.Redacted("REDIS_URL")).pipe(
    Config.map(Option.filter((url) => Redacted.value(url) !== ""))
  )

  /**
   * Provides `IoRedis` and the `Redis` service of effect. Starts although Redis is down, and works when it is back; does
   * not start where Redis drops keys when its memory is full.
   */
  static readonly layerUrl = (url: Redacted.Redacted) => Layer.effectContext(make(url))

  /** The `Redis` service of effect for what must not be dropped. */
  static readonly layerKept = Layer.effect(
    Redis.Redis,
    Effect.map(IoRedis, ({ kept }) => kept)
  )

  /** REDIS_URL, which must be set. */
  static readonly layer = Layer.unwrap(Effect.map(Config.Redacted("REDIS_URL"), this.layerUrl))
}
