import { offer } from "../threads/Tasks.ts"
import { type ConsensusOptions, consensusOf, type Statement } from "./Consensus.ts"
import { summarise } from "./ExtractiveSummary.ts"
import type { SummariseOptions } from "./ExtractiveSummary.ts"

/** One text to summarise. */
export interface SummariseRequest {
  readonly text: string
  readonly options: SummariseOptions
}

interface AgreeRequest {
  readonly statements: ReadonlyArray<Statement>
  readonly options: ConsensusOptions
}

/** What the thread reads. */
const tasks = {
  summarise: ({ options, text }: SummariseRequest) => summarise(text, options),
  agree: ({ options, statements }: AgreeRequest) => consensusOf(statements, options),
  // The word lists are read when they are first asked for: most threads never do.
  feel: async (text: string) => (await import("../sentiment/Lexicon.ts")).lexiconSentiment(text)
}

export type ExtractiveTasks = typeof tasks

offer(tasks)
