import { Config, Context, Effect, Formatter, Layer, Logger, type LogLevel, Option, References, Tracer } from "effect"

/**
 * Log records as one JSON object a line, with the ids of the trace they belong to. Secrets are `Redacted` wherever they
 * are, and so print as such.
 */
const json = Logger.make((options) => {
  const span = Context.getOrUndefined(options.fiber.context, Tracer.ParentSpan)
  const record = Logger.formatStructured.log(options)
  const { annotations, cause, level, message, timestamp } = record
  return {
    timestamp,
    level,
    message,
    ...annotations,
    ...(span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId }),
    ...(cause === undefined ? {} : { cause })
  }
})

const levels = [
  "Trace",
  "Debug",
  "Info",
  "Warn",
  "Error",
  "Fatal",
  "None"
] as const satisfies ReadonlyArray<LogLevel.LogLevel>

const levelOf = (text: string): LogLevel.LogLevel =>
  levels.find((level) => level.toLowerCase() === text.toLowerCase().replace("warning", "warn")) ?? "Info"

const logs = Layer.unwrap(
  Effect.gen(function* () {
    const level = levelOf(yield* Config.String("LOG_LEVEL").pipe(Config.withDefault("info")))
    const hasServer = Option.isSome(yield* Config.option(Config.String("DATABASE_URL")))
    const format = yield* Config.Literals(["json", "pretty"], "LOG_FORMAT").pipe(
      Config.withDefault(hasServer ? ("json" as const) : ("pretty" as const))
    )
    return Layer.merge(
      Logger.layer([
        format === "json" ? Logger.withConsoleLog(Logger.map(json, Formatter.formatJson)) : Logger.consolePretty()
      ]),
      Layer.succeed(References.MinimumLogLevel, level)
    )
  })
)

const traces = Layer.unwrap(
  Effect.gen(function* () {
    const endpoint = yield* Config.option(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT"))
    if (Option.isNone(endpoint)) return Layer.empty
    const otlp = yield* Effect.promise(() => import("./telemetry/OtlpTraces.ts"))
    return otlp.layer
  })
)

/**
 * What operators see. `LOG_LEVEL` (info), `LOG_FORMAT`=json|pretty (pretty where the database is embedded),
 * `OTEL_EXPORTER_OTLP_ENDPOINT` (none: no traces leave) and whatever else OpenTelemetry's SDK reads.
 */
export const layer = Layer.merge(logs, traces)
