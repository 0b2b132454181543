import { Layer } from "effect"
import { BookDownload } from "#features/catalogue/BookDownload.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { Analyses } from "#features/intelligence/Analyses.ts"
import * as IntelligenceJobs from "#features/intelligence/IntelligenceJobs.ts"
import { Summaries } from "#features/intelligence/Summaries.ts"
import { Jobs } from "#features/jobs/Jobs.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Reactions } from "#jobs/Reactions.ts"

/** What later features do when something happens in earlier ones. */
const reactions = Reactions.layer([...IntelligenceJobs.reactions])

/** The behaviour of the product, on whatever platform is underneath; shared by server and worker in one process. */
export const layer = Layer.mergeAll(Analyses.layer, Summaries.layer, Jobs.layer, BookDownload.layer).pipe(
  Layer.provideMerge(Catalogue.layer),
  Layer.provideMerge(reactions),
  Layer.provideMerge(Ledger.layer)
)
