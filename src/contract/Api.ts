import { HttpApi, OpenApi } from "effect/http-api"
import { CatalogueApi } from "./catalogue/CatalogueApi.ts"
import { CoversApi } from "./catalogue/CoversApi.ts"
import { LiveApi } from "./events/LiveApi.ts"
import { HoldsApi, LoansApi } from "./circulation/CirculationApi.ts"
import { ReadingListsApi } from "./circulation/ReadingListsApi.ts"
import { ReadingPositionsApi } from "./circulation/ReadingPositionsApi.ts"
import { ReviewsApi } from "./circulation/ReviewsApi.ts"
import { CookieSessionApi } from "./identity/CookieSessionApi.ts"
import { AuthApi, OrganizationApi, ProfileApi } from "./identity/IdentityApi.ts"
import { BookTextApi } from "./intelligence/BookTextApi.ts"
import { IntelligenceApi } from "./intelligence/IntelligenceApi.ts"
import { QaApi } from "./intelligence/QaApi.ts"
import { RecommendationsApi } from "./intelligence/RecommendationsApi.ts"
import { UsageApi } from "./intelligence/UsageApi.ts"
import { JobsApi } from "./jobs/JobsApi.ts"
import { NotificationsApi } from "./notifications/NotificationsApi.ts"
import { AuditApi } from "./operations/AuditApi.ts"
import { OperationsApi } from "./operations/OperationsApi.ts"
import { StatusApi } from "./operations/StatusApi.ts"
import { DocumentsApi } from "./workspace/DocumentsApi.ts"
import { tidy } from "./OpenApiDocument.ts"
import { Problems } from "./Problem.ts"
import { SystemApi } from "./system/SystemApi.ts"

export const version = "0.1.0"

/** Everything LuminaLib promises over HTTP. Server, clients and OpenAPI are derived from it. */
export class Api extends HttpApi.make("luminalib")
  .add(
    AuthApi,
    CookieSessionApi,
    ProfileApi,
    OrganizationApi,
    CatalogueApi,
    CoversApi,
    LoansApi,
    HoldsApi,
    ReviewsApi,
    ReadingListsApi,
    ReadingPositionsApi,
    IntelligenceApi,
    BookTextApi,
    RecommendationsApi,
    QaApi,
    UsageApi,
    DocumentsApi,
    NotificationsApi,
    JobsApi,
    LiveApi,
    OperationsApi,
    StatusApi,
    AuditApi
  )
  .prefix("/api/v1")
  .add(SystemApi)
  .middleware(Problems)
  // Every wrong field is reported, and a field nobody knows is wrong: it is a typing mistake or an attempt. Answers may
  // grow new fields without breaking older clients.
  .annotate(HttpApi.ParseOptions, { errors: "all" })
  .annotate(HttpApi.PayloadParseOptions, { errors: "all", onExcessProperty: "error" })
  .annotate(HttpApi.QueryParseOptions, { errors: "all", onExcessProperty: "error" })
  .annotateMerge(OpenApi.annotations({ transform: tidy }))
  .annotateMerge(
    OpenApi.annotations({
      title: "LuminaLib",
      version,
      description: [
        "A library that reads its own books: catalogue, files, summaries and the jobs behind them, for many libraries.",
        "Answers are JSON whatever `Accept` says, but where a call offers events. In a JSON object that names a key twice the last one counts.",
        "Every refusal is a problem (RFC 9457) with a stable `code`, and the `requestId` under which the log knows it."
      ].join("\n\n"),
      license: { name: "MIT" },
      servers: [{ url: "/" }]
    })
  ) {}
