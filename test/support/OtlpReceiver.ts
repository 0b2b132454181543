import { Effect, Schema } from "effect"
import { scriptedServer } from "./ScriptedServer.ts"

const Span = Schema.Struct({
  traceId: Schema.String,
  spanId: Schema.String,
  parentSpanId: Schema.optionalKey(Schema.String),
  name: Schema.String,
  kind: Schema.Int,
  startTimeUnixNano: Schema.String,
  endTimeUnixNano: Schema.String,
  attributes: Schema.Array(Schema.Struct({ key: Schema.String, value: Schema.Record(Schema.String, Schema.Unknown) }))
})
const Traces = Schema.Struct({
  resourceSpans: Schema.Array(Schema.Struct({ scopeSpans: Schema.Array(Schema.Struct({ spans: Schema.Array(Span) })) }))
})
const decode = Schema.decodeUnknownSync(Traces)

/** A span as it left the program. */
export interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly name: string
  readonly kind: "internal" | "server" | "client" | "producer" | "consumer"
  readonly attributes: Readonly<Record<string, unknown>>
  /** Nanoseconds since 1970. */
  readonly start: bigint
  readonly end: bigint
}

const kinds = ["internal", "internal", "server", "client", "producer", "consumer"] as const

const spanOf = (span: typeof Span.Type): ReceivedSpan => ({
  traceId: span.traceId,
  spanId: span.spanId,
  parentSpanId: span.parentSpanId === "" ? undefined : span.parentSpanId,
  name: span.name,
  kind: kinds[span.kind] ?? "internal",
  attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
  start: BigInt(span.startTimeUnixNano),
  end: BigInt(span.endTimeUnixNano)
})

/** A collector of traces that takes OTLP over HTTP, as long as the scope lasts. */
export const otlpReceiver = Effect.map(
  scriptedServer(() => (response) => response.writeHead(200, { "content-type": "application/json" }).end("{}")),
  (server) => ({
    /** What sends spans here, soon. */
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: server.url, OTEL_BSP_SCHEDULE_DELAY: "50" },
    /** All that have come so far. */
    spans: Effect.sync(() =>
      server.requests
        .filter(({ path }) => path === "/v1/traces")
        .flatMap(({ body }) => decode(body).resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(spanOf)))
    )
  })
)
