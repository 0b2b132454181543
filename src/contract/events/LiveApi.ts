import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiError, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Unauthenticated } from "../Authorization.ts"
import { declare, members } from "../Problem.ts"

/** The call is made to become a WebSocket, and this one was not. */
export class UpgradeRequired extends HttpApiError.Problem<UpgradeRequired>()(
  "UpgradeRequired",
  declare({ code: "UPGRADE_REQUIRED", status: 426, title: "Ask for a WebSocket of version 13" }),
  members("UPGRADE_REQUIRED")
) {}

/** A browser's page of a site that is neither ours nor one of `CORS_ORIGINS`. */
export class OriginForbidden extends HttpApiError.Problem<OriginForbidden>()(
  "OriginForbidden",
  declare({ code: "ORIGIN_FORBIDDEN", status: 403, title: "Pages of this site may not connect" }),
  members("ORIGIN_FORBIDDEN")
) {}

/** The person has as many sockets as they may have, or too many of the same address have not said who they are. */
export class TooManyConnections extends HttpApiError.Problem<TooManyConnections>()(
  "TooManyConnections",
  declare({ code: "TOO_MANY_CONNECTIONS", status: 429, title: "Too many connections" }),
  { ...members("TOO_MANY_CONNECTIONS"), retryAfterSeconds: Schema.Int }
) {}

const frames = [
  "What happens in the library, as it happens: every event that the caller may see, in order, each once. Frames are JSON",
  "texts of at most 64 KiB. Offer the subprotocol `luminalib.v1`.",
  "",
  "**Who asks**: `Authorization: Bearer`, or a second subprotocol `bearer.<access token>`, or within ten seconds the first",
  'frame `{"type":"authenticate","token":"…","since":"<event id>"}`. Never in the URL. A later `authenticate` with a fresh',
  "token of the same person keeps the socket beyond the end of the first.",
  "",
  '**Client frames**: `authenticate`; `{"type":"subscribe","topics":["job.*","loan.borrowed"]}`, only these from then on, `*`',
  'for all; `{"type":"resume","since":"<event id>"}`, all that came after it; `{"type":"ping"}`.',
  "",
  '**Server frames**: `{"type":"ready","userId","cursor","heartbeatSeconds","expiresAt","expiresInSeconds"}`;',
  '`{"type":"event","id","eventType","timestamp","source","payload"}`; `{"type":"heartbeat","cursor"}`; `{"type":"pong"}`;',
  '`{"type":"error","code","message"}`, of which `CURSOR_INVALID` says that events were missed for good (`since` is of',
  "another library, unknown, or older than a day), so that everything is to be asked for anew. `cursor` is the last event",
  "that the socket is past, even if it was not for the caller: go on with `since` there.",
  "",
  "**Close codes**: 4401 not authenticated, token expired, or session ended · 4403 the token of somebody else · 4408 not",
  "authenticated in time · 4429 too many connections · 1001 nothing heard · 1002, 1003, 1007, 1009 a frame that is broken,",
  "binary, not UTF-8 or too long · 1008 too many messages · 1011 internal error · 1012 the server restarts · 1013 too slow",
  "to be told: connect again and resume."
].join("\n")

/** Live events. */
export class LiveApi extends HttpApiGroup.make("live")
  .add(
    HttpApiEndpoint.get("connect", "/ws", {
      query: {
        since: Schema.optionalKey(
          Schema.String.check(Schema.isMaxLength(100)).annotate({ description: "The event after which to go on" })
        )
      },
      success: HttpApiSchema.Empty(101),
      error: [Unauthenticated, OriginForbidden, UpgradeRequired, TooManyConnections]
    }).annotateMerge(OpenApi.annotations({ summary: "Follow what happens, over a WebSocket", description: frames }))
  )
  .annotateMerge(OpenApi.annotations({ title: "Live events", description: "What happens, as it happens" })) {}
