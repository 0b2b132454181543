import type { Found } from "#platform/retrieval/Candidate.ts"
import { rerank } from "#platform/retrieval/Rerank.ts"
import { select } from "#platform/retrieval/Selection.ts"
import { offer } from "#platform/threads/Tasks.ts"

/** What is asked of the thread. */
export interface ChoiceRequest {
  readonly found: Found
  /** Tokens of what is chosen together. */
  readonly budget: number
}

/** Chunks that follow one another. */
export interface Chosen {
  readonly ids: ReadonlyArray<string>
  readonly score: number
}

const tasks = {
  /** What best answers the question, the best first. */
  choose: ({ budget, found }: ChoiceRequest): ReadonlyArray<Chosen> =>
    select(rerank(found), budget).map(({ chunks, score }) => ({ ids: chunks.map(({ id }) => id), score }))
}

export type ChoiceTasks = typeof tasks

offer(tasks)
