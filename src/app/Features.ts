import { Effect, Layer } from "effect"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import * as CatalogueNews from "#features/catalogue/CatalogueNews.ts"
import * as CoverJobs from "#features/catalogue/covers/CoverJobs.ts"
import { CoverDownload } from "#features/catalogue/covers/CoverDownload.ts"
import { Covers } from "#features/catalogue/covers/Covers.ts"
import { FileDownload } from "#features/catalogue/files/FileDownload.ts"
import { Suggestions } from "#features/catalogue/Suggestions.ts"
import * as CirculationNews from "#features/circulation/CirculationNews.ts"
import { HoldLists } from "#features/circulation/HoldLists.ts"
import { Holds } from "#features/circulation/Holds.ts"
import { LoanLists } from "#features/circulation/LoanLists.ts"
import { Loans } from "#features/circulation/Loans.ts"
import { Notices } from "#features/circulation/Notices.ts"
import * as ReaderData from "#features/circulation/ReaderData.ts"
import { ReadingListItems } from "#features/circulation/ReadingListItems.ts"
import { ReadingLists } from "#features/circulation/ReadingLists.ts"
import { ReadingPositions } from "#features/circulation/ReadingPositions.ts"
import { ReviewList } from "#features/circulation/ReviewList.ts"
import { Reviews } from "#features/circulation/Reviews.ts"
import * as IdentityNews from "#features/identity/IdentityNews.ts"
import { PersonalData } from "#features/identity/PersonalData.ts"
import { Analyses } from "#features/intelligence/Analyses.ts"
import { BookTextParts } from "#features/intelligence/BookTextParts.ts"
import { Consensus } from "#features/intelligence/Consensus.ts"
import * as IntelligenceNews from "#features/intelligence/IntelligenceNews.ts"
import * as IntelligenceJobs from "#features/intelligence/IntelligenceJobs.ts"
import * as DescriptionJobs from "#features/intelligence/recommender/DescriptionJobs.ts"
import { Descriptions } from "#features/intelligence/recommender/Descriptions.ts"
import { Learning } from "#features/intelligence/recommender/Learning.ts"
import { Models } from "#features/intelligence/recommender/Models.ts"
import { PopularBooks } from "#features/intelligence/recommender/PopularBooks.ts"
import { Recommendations } from "#features/intelligence/recommender/Recommendations.ts"
import * as RecommendationsJobs from "#features/intelligence/recommender/RecommendationsJobs.ts"
import * as AnswerData from "#features/intelligence/answers/AnswerData.ts"
import { Answers } from "#features/intelligence/answers/Answers.ts"
import * as ReviewData from "#features/intelligence/ReviewData.ts"
import * as ReviewJobs from "#features/intelligence/ReviewJobs.ts"
import { BookIndexing } from "#features/intelligence/retrieval/BookIndexing.ts"
import * as BookContentsByWords from "#features/intelligence/retrieval/BookContentsByWords.ts"
import { Indexing } from "#features/intelligence/retrieval/Indexing.ts"
import * as IndexingJobs from "#features/intelligence/retrieval/IndexingJobs.ts"
import { Filling } from "#features/intelligence/retrieval/vectors/Filling.ts"
import { Sentiments } from "#features/intelligence/Sentiments.ts"
import { Retrieval } from "#features/intelligence/retrieval/Retrieval.ts"
import { VectorIndexes } from "#features/intelligence/retrieval/vectors/VectorIndexes.ts"
import { VectorSearch } from "#features/intelligence/retrieval/vectors/VectorSearch.ts"
import { Spending } from "#features/intelligence/Spending.ts"
import { Summaries } from "#features/intelligence/Summaries.ts"
import * as TagJobs from "#features/intelligence/TagJobs.ts"
import { TagSuggestions } from "#features/intelligence/TagSuggestions.ts"
import * as TasteData from "#features/intelligence/recommender/TasteData.ts"
import { SimilarBooks } from "#features/intelligence/recommender/SimilarBooks.ts"
import { TrainingRequests } from "#features/intelligence/recommender/TrainingRequests.ts"
import { Tastes } from "#features/intelligence/recommender/Tastes.ts"
import { Jobs } from "#features/jobs/Jobs.ts"
import * as JobsOfPeople from "#features/jobs/JobsOfPeople.ts"
import { Operations } from "#features/jobs/Operations.ts"
import * as NotificationData from "#features/notifications/NotificationData.ts"
import * as NotificationReactions from "#features/notifications/NotificationReactions.ts"
import { Notifications } from "#features/notifications/Notifications.ts"
import { Notifier } from "#features/notifications/Notifier.ts"
import { Preferences } from "#features/notifications/Preferences.ts"
import * as DocumentData from "#features/workspace/DocumentData.ts"
import * as WorkspaceNews from "#features/workspace/WorkspaceNews.ts"
import { Documents } from "#features/workspace/Documents.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Reactions } from "#jobs/Reactions.ts"

/** What later features do when something happens in earlier ones. */
const reactions = Layer.unwrap(
  Effect.map(NotificationReactions.reactions, (notifications) =>
    Reactions.layer([
      ...IdentityNews.reactions,
      ...CatalogueNews.reactions,
      ...CirculationNews.reactions,
      ...IntelligenceNews.reactions,
      ...WorkspaceNews.reactions,
      ...CoverJobs.reactions,
      ...IntelligenceJobs.reactions,
      ...IndexingJobs.reactions,
      ...ReviewJobs.reactions,
      ...RecommendationsJobs.reactions,
      ...DescriptionJobs.reactions,
      ...TagJobs.reactions,
      ...notifications
    ])
  )
).pipe(Layer.provide(Notifier.layer))

/** What the features keep of people, each its own share. */
const personalData = Layer.unwrap(
  Effect.map(
    Effect.all([
      ReaderData.keepers,
      NotificationData.keepers,
      Effect.all([ReviewData.keeper, TasteData.keeper, AnswerData.keeper, DocumentData.keeper, JobsOfPeople.keeper])
    ]),
    (keepers) => PersonalData.layer(keepers.flat())
  )
)

/** The behaviour of the product, on whatever platform is underneath; shared by server and worker in one process. */
export const layer = Layer.mergeAll(
  Reviews.layer,
  ReviewList.layer,
  ReadingLists.layer,
  ReadingListItems.layer,
  ReadingPositions.layer,
  Analyses.layer,
  BookTextParts.layer,
  Consensus.layer,
  Sentiments.layer,
  Summaries.layer,
  TagSuggestions.layer,
  Tastes.layer,
  PopularBooks.layer,
  Recommendations.layer,
  Answers.layer,
  Spending.layer,
  Models.layer,
  Learning.layer,
  Descriptions.layer,
  SimilarBooks.layer,
  TrainingRequests.layer,
  Filling.layer,
  BookIndexing.layer,
  VectorIndexes.layer,
  Documents.layer,
  Jobs.layer,
  Operations.layer,
  Notifications.layer,
  Preferences.layer,
  FileDownload.layer,
  Covers.layer,
  CoverDownload.layer,
  Suggestions.layer,
  Loans.layer,
  LoanLists.layer,
  Holds.layer,
  HoldLists.layer,
  Notices.layer,
  personalData
).pipe(
  Layer.provideMerge(Catalogue.layer),
  Layer.provide(BookContentsByWords.layer),
  Layer.provideMerge(Layer.merge(Indexing.layer, Retrieval.layer)),
  Layer.provideMerge(VectorSearch.layer),
  Layer.provideMerge(reactions),
  Layer.provideMerge(Ledger.layer)
)
