import { AsyncLocalStorage } from "node:async_hooks"
import * as http from "node:http"
import * as https from "node:https"
import { urlToHttpOptions } from "node:url"
import { Cause, Config, type Duration, Effect, Predicate, Redacted, Schedule, Schema } from "effect"
import { Client, type ClientOptions } from "minio"
import { StorageError } from "./StorageError.ts"

/** One part of an upload, and all of a file that an upload holds in memory: 8 MiB. */
export const partBytes = 8 * 1024 * 1024

const parseEndpoint = (text: string, secure: boolean) =>
  new URL(text.includes("://") ? text : `${secure ? "https" : "http"}://${text}`)

const isEndpoint = (text: string) => {
  if (!URL.canParse(text.includes("://") ? text : `http://${text}`)) return false
  const url = parseEndpoint(text, false)
  return /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "" && url.username === ""
}

const Endpoint = Schema.String.check(
  Schema.makeFilter(isEndpoint, { expected: "host:port, or an http or https URL without a path" })
)

/**
 * MINIO_ENDPOINT (127.0.0.1:9000) as host:port, or as URL whose scheme then outranks MINIO_USE_SSL (false);
 * MINIO_ACCESS_KEY and MINIO_SECRET_KEY; MINIO_REGION (us-east-1); STORAGE_BUCKET (luminalib).
 */
const settings = Config.all({
  endpoint: Config.schema(Endpoint, "MINIO_ENDPOINT").pipe(Config.withDefault("127.0.0.1:9000")),
  useSSL: Config.Boolean("MINIO_USE_SSL").pipe(Config.withDefault(false)),
  accessKey: Config.NonEmptyString("MINIO_ACCESS_KEY"),
  secretKey: Config.Redacted("MINIO_SECRET_KEY"),
  region: Config.String("MINIO_REGION").pipe(Config.withDefault("us-east-1")),
  bucket: Config.String("STORAGE_BUCKET").pipe(Config.withDefault("luminalib"))
})

interface CallOptions {
  /** How long all attempts together may take; 30 seconds. */
  readonly patience?: Duration.Input | undefined
  /** Whether a passing failure is tried again, at most three times; true. */
  readonly retry?: boolean | undefined
}

/** A client that is bound to one bucket. */
export interface S3Client {
  readonly bucket: string
  /** `http://host:port/bucket`, for messages. */
  readonly address: string
  /** Runs one request. An interruption or the end of patience closes its connection. */
  readonly call: <A>(
    operation: string,
    request: (client: Client) => Promise<A>,
    options?: CallOptions
  ) => Effect.Effect<A, StorageError>
}

export const make = Effect.gen(function* () {
  const config = yield* settings
  const url = parseEndpoint(config.endpoint, config.useSSL)
  const secure = url.protocol === "https:"
  const agent = yield* Effect.acquireRelease(
    Effect.sync(() => new (secure ? https : http).Agent({ keepAlive: true, maxSockets: 128 })),
    (agent) => Effect.sync(() => agent.destroy())
  )
  const client = new Client({
    endPoint: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
    useSSL: secure,
    accessKey: config.accessKey,
    secretKey: Redacted.value(config.secretKey),
    region: config.region,
    pathStyle: true,
    partSize: partBytes,
    transport: transport(secure ? https : http),
    transportAgent: agent,
    // Its own retries print to the console and do not know our patience.
    retryOptions: { disableRetry: true }
  })
  const connection: S3Client = {
    bucket: config.bucket,
    address: `${url.origin}/${config.bucket}`,
    call: (operation, request, { patience = "30 seconds", retry = true } = {}) =>
      Effect.tryPromise({
        try: (signal) => signals.run(signal, () => request(client)),
        catch: (cause) => StorageError.unavailable(operation, cause)
      }).pipe(
        retry ? Effect.retry({ while: isPassing, schedule: backoff, times: 3 }) : (call) => call,
        Effect.timeoutOrElse({
          duration: patience,
          orElse: () => Effect.fail(StorageError.unavailable(operation, new Cause.TimeoutError("no answer in time")))
        })
      )
  }
  return connection
})

const backoff = Schedule.jittered(Schedule.exponential("100 millis"))

/** The error code of S3 or of the connection, empty when there is none. */
export const codeOf = (error: StorageError) =>
  error.reason._tag === "StorageUnavailable" &&
  Predicate.hasProperty(error.reason.cause, "code") &&
  typeof error.reason.cause.code === "string"
    ? error.reason.cause.code
    : ""

/** A broken connection or an overloaded server; not a refusal, which would be repeated. */
export const isPassing = (error: StorageError) =>
  error.reason._tag === "StorageUnavailable" &&
  (/^(E[A-Z_]+|SlowDown|InternalError|ServiceUnavailable|RequestTimeout)$/.test(codeOf(error)) ||
    Predicate.isTagged(error.reason.cause, "TimeoutError") ||
    String(error.reason.cause).includes("Retryable HTTP status"))

// The client has no way to cancel a request: the signal of the running call travels beside it to where the socket is.
const signals = new AsyncLocalStorage<AbortSignal>()

type Reply = (response: http.IncomingMessage) => void

const transport = (native: typeof http | typeof https): NonNullable<ClientOptions["transport"]> => ({
  request: (target: http.RequestOptions | string | URL, second?: http.RequestOptions | Reply, third?: Reply) => {
    const options = typeof target === "string" || target instanceof URL ? urlToHttpOptions(new URL(target)) : target
    const further = typeof second === "function" ? {} : second
    const reply = typeof second === "function" ? second : third
    const signal = signals.getStore()
    return native.request({ ...options, ...further, ...(signal && { signal }) }, (response) => {
      // The client gives these up without reading them, which would keep the connection busy for ever.
      if (abandoned.has(response.statusCode ?? 0)) response.resume()
      reply?.(response)
    })
  }
})

const abandoned = new Set([408, 429, 499, 500, 502, 503, 504, 520])
