import { Context, Effect, FileSystem, Layer, Path, type PlatformError, Schema } from "effect"
import { Digest } from "effect/crypto"
import { PromptError, PromptReleaseBroken, PromptUnknown, PromptUnreadable } from "./PromptError.ts"
import { parsePrompt, type Prompt, type RenderedPrompt, renderPrompt } from "./prompts/Prompt.ts"

/** `prompts/released.json`: SHA-256 in hex of every released version, by "<id>/<version>". */
const Released = Schema.fromJsonString(
  Schema.Record(Schema.String, Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)))
)

const keyOf = (prompt: Pick<Prompt, "id" | "version">) => `${prompt.id}/${prompt.version}`

const unreadable = (path: string) => (error: PlatformError.PlatformError | Schema.SchemaError) =>
  new PromptError({ reason: new PromptUnreadable({ path, detail: error.message }) })

const readFile = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const text = yield* files.readFileString(path).pipe(Effect.mapError(unreadable(path)))
  return text.replaceAll("\r\n", "\n")
})

const readPrompt = Effect.fnUntraced(function* (path: string) {
  const digest = yield* Digest.Digest
  const text = yield* readFile(path)
  return yield* parsePrompt(path, text, yield* digest.digestHex(Digest.sha256, new TextEncoder().encode(text)))
})

const readAll = Effect.fnUntraced(function* (directory: string) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const names = yield* files.readDirectory(directory, { recursive: true }).pipe(Effect.mapError(unreadable(directory)))
  const prompts = names.filter((name) => name.endsWith(".md")).toSorted()
  return yield* Effect.forEach(prompts, (name) => readPrompt(path.join(directory, name)))
})

const broken = (id: string, version: number, problem: PromptReleaseBroken["problem"], sha256 = "") =>
  new PromptError({ reason: new PromptReleaseBroken({ id, version, problem, sha256 }) })

/** What is wrong with the releases, if anything: each is as recorded, and each record has its file. */
const brokenRelease = (prompts: ReadonlyArray<Prompt>, recorded: Readonly<Record<string, string>>) => {
  for (const { id, released, sha256, version } of prompts) {
    const before = recorded[keyOf({ id, version })]
    if (before === undefined && !released) continue
    if (before === undefined) return broken(id, version, "not recorded", sha256)
    if (!released) return broken(id, version, "no longer released")
    if (before !== sha256) return broken(id, version, "changed", sha256)
  }
  const gone = Object.keys(recorded).find((key) => !prompts.some((prompt) => keyOf(prompt) === key))
  return gone === undefined ? undefined : broken(gone.split("/")[0] ?? gone, Number(gone.split("/")[1]), "gone")
}

/** The newest released version; while there is none, the newest. */
const newest = (versions: ReadonlyArray<Prompt>) => {
  const sorted = versions.toSorted((a, b) => b.version - a.version)
  return sorted.find((prompt) => prompt.released) ?? sorted[0]
}

/** What we tell language models: files that are read and checked once, when the program starts. */
export class Prompts extends Context.Service<
  Prompts,
  {
    /** The version asked for, or the newest released one. */
    readonly get: (id: string, version?: number) => Effect.Effect<Prompt, PromptError>
    /** The newest released version with its inputs filled in. Inputs are short; a long text is a request's document. */
    readonly render: (
      id: string,
      inputs: Readonly<Record<string, string | number | undefined>>,
      version?: number
    ) => Effect.Effect<RenderedPrompt, PromptError>
  }
>()("luminalib/platform/Prompts") {
  /** The prompts in `<directory>/<id>/<version>.md`, with their releases in `<directory>/released.json`. */
  static readonly layer = (directory: string) =>
    Layer.effect(
      Prompts,
      Effect.gen(function* () {
        const path = yield* Path.Path
        const prompts = yield* readAll(directory)
        const record = path.join(directory, "released.json")
        const recorded = yield* readFile(record).pipe(
          Effect.flatMap(Schema.decodeEffect(Released)),
          Effect.catchTag("SchemaError", (error) => Effect.fail(unreadable(record)(error)))
        )
        const problem = brokenRelease(prompts, recorded)
        if (problem !== undefined) return yield* problem

        const get = Effect.fn("Prompts.get")(function* (id: string, version?: number) {
          const versions = prompts.filter((prompt) => prompt.id === id)
          const found = version === undefined ? newest(versions) : versions.find((prompt) => prompt.version === version)
          if (found !== undefined) return found
          return yield* new PromptError({
            reason: new PromptUnknown({ id, ...(version === undefined ? {} : { version }) })
          })
        })
        return Prompts.of({
          get,
          render: (id, inputs, version) => Effect.flatMap(get(id, version), (prompt) => renderPrompt(prompt, inputs))
        })
      })
    ).pipe(Layer.provide(Digest.layerWebCrypto))
}
