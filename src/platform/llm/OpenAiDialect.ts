/**
 * What "OpenAI-compatible" means to one server: they differ in what they accept. It is learned from their refusals and
 * remembered while the process lives.
 */
export interface OpenAiDialect {
  /** The best means of asking for an object that was not refused yet. */
  readonly structured: "json_schema" | "json_object" | "plain"
  /** Newer OpenAI models know only the second name, most other servers only the first. */
  readonly limitField: "max_tokens" | "max_completion_tokens"
  /** Reasoning models refuse it. */
  readonly temperature: boolean
  /** Without it, a stream does not tell what was used. */
  readonly streamOptions: boolean
}

export const richestDialect: OpenAiDialect = {
  structured: "json_schema",
  limitField: "max_tokens",
  temperature: true,
  streamOptions: true
}

/** The dialect to try after a 400 or 422 with this text; `undefined` if the refusal was about something else. */
export const poorerDialect = (
  dialect: OpenAiDialect,
  refusal: string,
  wantsObject: boolean
): OpenAiDialect | undefined => {
  if (dialect.limitField === "max_tokens" && /max_completion_tokens|'max_tokens'.*not supported/i.test(refusal)) {
    return { ...dialect, limitField: "max_completion_tokens" }
  }
  if (dialect.temperature && /temperature/i.test(refusal)) return { ...dialect, temperature: false }
  if (dialect.streamOptions && /stream_options/i.test(refusal)) return { ...dialect, streamOptions: false }
  if (!wantsObject || !/response_format|json_schema|json_object|json mode|structured|grammar|schema/i.test(refusal)) {
    return undefined
  }
  if (dialect.structured === "json_schema") return { ...dialect, structured: "json_object" }
  return dialect.structured === "json_object" ? { ...dialect, structured: "plain" } : undefined
}
