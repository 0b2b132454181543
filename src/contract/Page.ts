import { Effect, Schema, SchemaTransformation, Struct } from "effect"
import { HttpApiError, OpenApi } from "effect/http-api"
import { declare, members } from "./Problem.ts"

/** A whole number where numbers travel as text: plain digits, after a minus at most. `10.0` and `1e1` are mistakes. */
export const Integer = Schema.String.check(
  Schema.isPattern(/^-?[0-9]{1,15}$/, { expected: "a whole number in plain digits" })
).pipe(Schema.decodeTo(Schema.Int, SchemaTransformation.numberFromString))

/** How many items a page holds. */
export const Limit = Integer.check(Schema.isBetween({ minimum: 1, maximum: 100 })).pipe(
  Schema.withDecodingDefaultKey(Effect.succeed("20"))
)
export const PageNumber = Integer.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }))

/** Opaque: where the next page starts, for exactly this list with exactly these filters and this order. */
export const Cursor = Schema.String.check(Schema.isMaxLength(512))

export const Order = Schema.Literals(["asc", "desc"])
export type Order = typeof Order.Type

/** The query every list takes: a page by its number, or by the cursor of the page before, whose cost never grows. */
export const query = {
  limit: Limit,
  page: Schema.optionalKey(PageNumber),
  cursor: Schema.optionalKey(Cursor)
}

/** A page of a list. `total` counts all items the filters let through. */
export const of = <Item extends Schema.Top>(item: Item) =>
  Schema.Struct({
    items: Schema.Array(item),
    total: Schema.Int,
    limit: Schema.Int,
    page: Schema.optionalKey(Schema.Int),
    nextCursor: Schema.optionalKey(Schema.String)
  })

/** As far as items of a list are counted that may be of any length. */
export const countedTo = 10_000

/** A page of a list that may be of any length: its total is counted so far and no further. */
export const ofLong = <Item extends Schema.Top>(item: Item) =>
  of(item).mapFields(
    Struct.assign({ total: Schema.Int.annotate({ description: `At most ${countedTo}: more are not counted` }) })
  )

/** The cursor is not one of ours, or belongs to another list, filter or order. */
export class InvalidCursor extends HttpApiError.Problem<InvalidCursor>()(
  "InvalidCursor",
  declare({ code: "INVALID_CURSOR", status: 400, title: "The cursor is not valid for this list" }),
  members("INVALID_CURSOR")
) {}

type ParameterDocs = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Query parameters travel as text; this gives OpenAPI their real types. */
export const describeQuery = (docs: ParameterDocs) =>
  OpenApi.annotations({
    transform: (operation) => ({
      ...operation,
      parameters: parametersOf(operation).map((parameter) => ({ ...parameter, ...docs[parameter.name] }))
    })
  })

interface Parameter {
  readonly name: string
}
const parametersOf = (operation: Record<string, unknown>): ReadonlyArray<Parameter> =>
  Array.isArray(operation["parameters"]) ? operation["parameters"] : []

/** The OpenAPI side of {@link query}. */
export const queryDocs: ParameterDocs = {
  limit: { description: "Items a page", schema: { type: "integer", minimum: 1, maximum: 100, default: 20 } },
  page: { description: "Page by number, from 1", schema: { type: "integer", minimum: 1 } },
  cursor: { description: "`nextCursor` of the page before", schema: { type: "string" } }
}
