import { Effect, Schema } from "effect"
import { Yaml } from "effect/encoding"
import { PromptError, PromptInputsDiffer, PromptInputsWrong, PromptMalformed } from "../PromptError.ts"

/** `title`, or `language?` for one that may be missing. */
const Input = Schema.String.check(Schema.isPattern(/^[a-z][A-Za-z0-9]*\??$/))

const FrontMatter = Schema.Struct({
  id: Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9-]*$/)),
  version: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  /** A released version never changes. */
  released: Schema.Boolean,
  inputs: Schema.Array(Input),
  output: Schema.Literals(["text", "json"]),
  limits: Schema.Struct({ maxOutputTokens: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)) })
})

/** One version of one prompt, as its file has it. */
export interface Prompt extends Schema.Schema.Type<typeof FrontMatter> {
  readonly system: string
  readonly instructions: string
  /** Of the file with `\n` line ends, in hex: part of every cache key. */
  readonly sha256: string
}

/** A prompt with its inputs filled in; `system`, `instructions` and `maxOutputTokens` go into a request to `Llm`. */
export interface RenderedPrompt {
  readonly id: string
  readonly version: number
  readonly sha256: string
  readonly system: string
  readonly instructions: string
  readonly maxOutputTokens: number
}

const layout = /^---\n([\s\S]*?)\n---\n\s*## System\n([\s\S]*?)\n## Instructions\n([\s\S]*)$/

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g

const placeholders = (text: string) => [...new Set([...text.matchAll(placeholder)].map((match) => match[1] ?? ""))]

const nameOf = (input: string) => input.replace("?", "")

const malformed = (path: string, detail: string) => new PromptError({ reason: new PromptMalformed({ path, detail }) })

const frontMatter = (path: string, text: string) =>
  Effect.try({ try: () => Yaml.parse(text), catch: (error) => malformed(path, String(error)) }).pipe(
    Effect.flatMap(Schema.decodeUnknownEffect(FrontMatter, { onExcessProperty: "error", errors: "all" })),
    Effect.catchTag("SchemaError", (error) => Effect.fail(malformed(path, error.message)))
  )

/**
 * Reads a prompt: front matter (`id`, `version`, `released`, `inputs`, `output`, `limits`) between `---` lines, then a
 * section `## System` without placeholders and a section `## Instructions` with `{{name}}` for each declared input.
 */
export const parsePrompt = Effect.fnUntraced(function* (path: string, text: string, sha256: string) {
  const [, head, system, instructions] = layout.exec(text) ?? []
  if (head === undefined || system === undefined || instructions === undefined) {
    return yield* malformed(path, "expected front matter, then '## System', then '## Instructions'")
  }
  const known = yield* frontMatter(path, head)
  if (!`/${path}`.replaceAll("\\", "/").endsWith(`/${known.id}/${known.version}.md`)) {
    return yield* malformed(path, `it says that it is ${known.id}/${known.version}.md`)
  }
  // The system message is ours alone: an input there could speak with our authority.
  if (placeholders(system).length > 0) return yield* malformed(path, "the system section takes no inputs")
  const declared = known.inputs.map(nameOf).toSorted()
  const used = placeholders(instructions).toSorted()
  if (declared.join() !== used.join()) {
    return yield* new PromptError({ reason: new PromptInputsDiffer({ path, declared, used }) })
  }
  const prompt: Prompt = { ...known, system: system.trim(), instructions: instructions.trim(), sha256 }
  return prompt
})

/** One line, so that an input cannot look like another part of the instructions. */
const oneLine = (value: string) => value.replace(/[\s\p{Cc}]+/gu, " ").trim()

/** Fills the inputs in, each once and as one line. A line with an optional input that is not given is left out. */
export const renderPrompt = (prompt: Prompt, inputs: Readonly<Record<string, string | number | undefined>>) => {
  const given = new Map(
    Object.entries(inputs).flatMap(([name, value]) => (value === undefined ? [] : [[name, oneLine(String(value))]]))
  )
  const declared = prompt.inputs.map(nameOf)
  const missing = prompt.inputs.filter((input) => !input.endsWith("?") && !given.has(input))
  const unknown = [...given.keys()].filter((name) => !declared.includes(name))
  if (missing.length + unknown.length > 0) {
    return Effect.fail(new PromptError({ reason: new PromptInputsWrong({ id: prompt.id, missing, unknown }) }))
  }
  const lines = prompt.instructions.split("\n").filter((line) => placeholders(line).every((name) => given.has(name)))
  const rendered: RenderedPrompt = {
    id: prompt.id,
    version: prompt.version,
    sha256: prompt.sha256,
    system: prompt.system,
    instructions: lines.join("\n").replace(placeholder, (_, name: string) => given.get(name) ?? ""),
    maxOutputTokens: prompt.limits.maxOutputTokens
  }
  return Effect.succeed(rendered)
}
