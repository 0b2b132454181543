import { Context, type Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { Passage, Scope } from "./Passage.ts"

/** Finds what texts say about a question. */
export class Retrieval extends Context.Service<
  Retrieval,
  {
    /**
     * The passages that may answer the question, best first, together at most `tokens` long. By words and by vectors;
     * where the embedding model cannot be reached, by words alone. Any question is allowed: one without words of its own
     * finds nothing.
     */
    readonly find: (
      scope: Scope,
      question: string,
      options: { readonly tokens: number }
    ) => Effect.Effect<{ readonly passages: ReadonlyArray<Passage> }, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/retrieval/Retrieval") {}
