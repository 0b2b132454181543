import { Effect, Schema } from "effect"

/** Rows as calls show them, for a person to take away. */
export const asJson = <S extends Schema.Codec<unknown, unknown>>(
  schema: S
): ((items: ReadonlyArray<S["Type"]>) => Effect.Effect<ReadonlyArray<Schema.Json>>) => {
  const encode = Schema.encodeEffect(Schema.toCodecJson(schema))
  return (items) => Effect.forEach(items, (item) => encode(item)).pipe(Effect.catchTag("SchemaError", Effect.die))
}
