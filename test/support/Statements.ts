import { Effect, Tracer } from "effect"

/** A tracer that writes down what is asked of the database, in the place of sending traces. */
export const listening = (statements: Array<string>) =>
  Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      const attribute = span.attribute.bind(span)
      span.attribute = (name, value) => {
        if (name === "db.query.text") statements.push(String(value))
        attribute(name, value)
      }
      return span
    }
  })

/** Statements that a call sends, without those that begin, wall and end its transaction. */
export const statementsOf = Effect.fnUntraced(function* <A, E, R>(call: Effect.Effect<A, E, R>) {
  const sent: Array<string> = []
  yield* Effect.withTracer(call, listening(sent))
  return sent.filter((text) => !/^\s*(BEGIN|COMMIT|SAVEPOINT|RELEASE)|set_config|pg_policies/.test(text)).length
})
