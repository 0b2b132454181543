import { Tracer } from "effect"

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
