import { Console, Context, Effect, Layer, Ref, Schema, Terminal } from "effect"
import { TerminalCapabilities } from "effect/cli"
import { stripVTControlCharacters } from "node:util"
import { cut } from "./Text.ts"

const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const
export type Style = keyof typeof styles

/** Takes away the line that the cursor is on. */
const eraseLine = "\r\u001b[2K"

/** Where commands answer: standard output, with colours and moving lines where it is a terminal that can show them. */
export class Screen extends Context.Service<
  Screen,
  {
    /** Whether lines may be drawn anew. Else the same news come as lines of their own, fewer of them. */
    readonly canAnimate: boolean
    readonly paint: (style: Style, text: string) => string
    readonly line: (text: string) => Effect.Effect<void>
    /** The value as the API says it. */
    readonly json: <S extends Schema.Codec<unknown, unknown>>(schema: S, value: S["Type"]) => Effect.Effect<void>
    /** For people only, on standard error: what programs that read the output need not know. */
    readonly note: (text: string) => Effect.Effect<void>
    /** A line that the next line or status replaces. Nothing where lines cannot be drawn anew. */
    readonly status: (text: string) => Effect.Effect<void>
  }
>()("luminalib/client/cli/output/Screen") {
  static readonly layer = Layer.effect(
    Screen,
    Effect.gen(function* () {
      const terminal = yield* Terminal.Terminal
      const { canAnimate, canColor } = yield* TerminalCapabilities.TerminalCapabilities
      const hasStatus = yield* Ref.make(false)
      const clear = Effect.flatMap(Ref.getAndSet(hasStatus, false), (has) =>
        has ? Effect.ignore(terminal.display(eraseLine)) : Effect.void
      )
      yield* Effect.addFinalizer(() => clear)
      const line = (text: string) => Effect.andThen(clear, Console.log(text))
      /** What does not fit would go on in the next line, which is not taken away. */
      const draw = Effect.fnUntraced(function* (text: string) {
        const width = (yield* terminal.columns) - 1
        const bare = stripVTControlCharacters(text)
        yield* Ref.set(hasStatus, true)
        yield* Effect.ignore(terminal.display(`${eraseLine}${cut(bare, width) === bare ? text : cut(bare, width)}`))
      })
      return Screen.of({
        canAnimate,
        paint: (style, text) => (canColor ? `\u001b[${styles[style]}m${text}\u001b[0m` : text),
        line,
        json: (schema, value) =>
          Effect.flatMap(Effect.orDie(Schema.encodeEffect(schema)(value)), (encoded) =>
            line(JSON.stringify(encoded, null, 2))
          ),
        note: (text) => Effect.andThen(clear, Console.error(text)),
        status: (text) => (canAnimate ? draw(text) : Effect.void)
      })
    })
  )
}
