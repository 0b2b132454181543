import * as OtelTracer from "@effect/opentelemetry/OtelTracer"
import * as Resource from "@effect/opentelemetry/Resource"
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http"
import { BatchSpanProcessor } from "@opentelemetry/sdk-trace-base"
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node"
import { Effect, Layer } from "effect"

/** A stop waits this long for the last spans to leave. */
const flushTimeout = "3 seconds"

const provider = Layer.effect(
  OtelTracer.OtelTracerProvider,
  Effect.gen(function* () {
    const resource = yield* Resource.Resource
    return yield* Effect.acquireRelease(
      Effect.sync(
        () => new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] })
      ),
      (provider) =>
        Effect.tryPromise(() => provider.shutdown()).pipe(
          Effect.catchTag("UnknownError", (error) => Effect.logDebug("the last spans did not leave", error)),
          Effect.timeoutOption(flushTimeout)
        )
    )
  })
)

/** Spans leave as OTLP over HTTP; the SDK reads `OTEL_*` itself: endpoint, headers, sampler, resource. */
export const layer = OtelTracer.layer.pipe(
  Layer.provide(provider),
  Layer.provide(Resource.layer({ serviceName: "luminalib" }))
)
