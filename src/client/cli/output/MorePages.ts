import { Effect } from "effect"
import { Screen } from "./Screen.ts"

interface Page {
  readonly items: ReadonlyArray<unknown>
  readonly total: number
  readonly limit: number
  readonly page?: number
}

/** Says what was left out of a list, and how to see it. */
export const morePages = ({ items, limit, page = 1, total }: Page) =>
  Effect.flatMap(Screen, ({ note }) =>
    page * limit < total ? note(`${items.length} of ${total}; more with --page ${page + 1}`) : Effect.void
  )
