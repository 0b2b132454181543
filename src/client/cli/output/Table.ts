import { Effect } from "effect"
import { CliOutput } from "effect/cli"
import { Screen } from "./Screen.ts"
import { plain } from "./Text.ts"

/** A column: its name, and whether its values stand at the right, as numbers do. */
export interface Column {
  readonly name: string
  readonly isNumber?: boolean
}

const fill = (text: string, width: number, { isNumber = false }: Column) => {
  const blanks = " ".repeat(Math.max(0, width - CliOutput.displayWidth(text)))
  return isNumber ? blanks + text : text + blanks
}

/** The rows under the names of their columns, one line each, every column as wide as its widest value. */
const table = (columns: ReadonlyArray<Column>, rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const cells = [columns.map(({ name }) => name.toUpperCase()), ...rows.map((row) => row.map(plain))]
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => CliOutput.displayWidth(row[index] ?? ""))))
  return cells.map((row) =>
    columns
      .map((column, index) => fill(row[index] ?? "", widths[index] ?? 0, column))
      .join("  ")
      .trimEnd()
  )
}

/** Prints the table, with the names of its columns apart from the rest. */
export const printTable = Effect.fnUntraced(function* (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<string>>
) {
  const { line, paint } = yield* Screen
  const [head = "", ...rest] = table(columns, rows)
  yield* line([paint("bold", head), ...rest].join("\n"))
})
