/**
 * What spans say, in one place: names others made, so that their tools understand ours, and `luminalib.*` where there is
 * none. Never what a document, a question or an answer says, and no parameter of a statement.
 *
 * Source: OpenTelemetry semantic conventions 1.38: messaging, gen-ai, error.
 */

type Attributes = Readonly<Record<string, string | number | boolean | ReadonlyArray<string>>>

/** Work as spans show it. */
interface TracedJob {
  readonly kind: string
  readonly queue: string
}

const messaging = (operation: "send" | "receive" | "process", { kind, queue }: TracedJob): Attributes => ({
  "messaging.system": "luminalib",
  "messaging.operation.name": operation,
  "messaging.operation.type": operation,
  "messaging.destination.name": queue,
  "luminalib.job.kind": kind
})

/** Of the span that asks for work. Its kind is `producer`. */
export const sent = (job: TracedJob, ids: ReadonlyArray<string>): Attributes => {
  const [id] = ids
  return {
    ...messaging("send", job),
    ...(ids.length === 1 && id !== undefined
      ? { "messaging.message.id": id }
      : { "messaging.batch.message_count": ids.length })
  }
}

/** Of the span that lasts from when work is due until it begins. */
export const awaited = (job: TracedJob & { readonly id: string }): Attributes => ({
  ...messaging("receive", job),
  "messaging.message.id": job.id
})

/** Of the span of one attempt. Its kind is `consumer`. */
export const processed = (job: TracedJob & { readonly id: string; readonly attempts: number }): Attributes => ({
  ...messaging("process", job),
  "messaging.message.id": job.id,
  "luminalib.job.attempt": job.attempts
})

/** The model that is asked, and what for. */
interface AskedModel {
  readonly provider: string
  readonly model: string
  readonly purpose: string
  readonly maxOutputTokens: number
}

/** Of the span of one question to a language model. */
export const asked = ({ maxOutputTokens, model, provider, purpose }: AskedModel): Attributes => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": provider,
  "gen_ai.request.model": model,
  "gen_ai.request.max_tokens": maxOutputTokens,
  "luminalib.llm.purpose": purpose
})

/** The same, when the answer is there. */
export const answered = (used: {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly costUsd: number | undefined
}): Attributes => ({
  "gen_ai.usage.input_tokens": used.inputTokens,
  "gen_ai.usage.output_tokens": used.outputTokens,
  ...(used.costUsd === undefined ? {} : { "luminalib.llm.cost_usd": used.costUsd })
})

/** Why what a span shows failed: a stable code. */
export const failedWith = (code: string): Attributes => ({ "error.type": code })

/** Of a span that reads or writes files. */
export const stored = (operation: "put" | "get" | "stat" | "remove", keys: ReadonlyArray<string>): Attributes => ({
  "luminalib.storage.operation": operation,
  ...(keys.length === 1 ? { "luminalib.storage.key": keys[0] ?? "" } : { "luminalib.storage.keys": keys.length })
})

/** The same, when so many bytes were moved. */
export const storedBytes = (size: number): Attributes => ({ "luminalib.storage.bytes": size })
