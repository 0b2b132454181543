import { Effect, Schema } from "effect"
import type { ClaimedJob } from "./ClaimedJob.ts"
import { type AnyJob, JobError, type PayloadSchema } from "./Job.ts"

const reader = (schema: PayloadSchema) => Schema.decodeEffect(Schema.toCodecJson(schema))

/** Reads the payloads of a kind, of its present version and of those before that it still knows. */
export const payloadReader = (job: AnyJob) => {
  const versions: ReadonlyArray<readonly [number, PayloadSchema]> = [
    ...Object.entries(job.earlier).map(([version, schema]) => [Number(version), schema] as const),
    [job.version, job.payload]
  ]
  const readers = new Map(versions.map(([version, schema]) => [version, reader(schema)]))
  return ({ payload, version }: ClaimedJob): Effect.Effect<unknown, JobError> =>
    Effect.fromNullishOr(readers.get(version)).pipe(
      Effect.flatMap((read) => read(payload)),
      Effect.mapError((cause) => {
        const message = `The payload of version ${version} cannot be read.`
        return new JobError({ code: "DECODE_FAILED", message, retry: "never", cause })
      })
    )
}
