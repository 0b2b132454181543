import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Config, Effect, Layer, Schema } from "effect"
import { createServer } from "node:http"
import { maxFrameBytes, subprotocol } from "#contract/events/LiveFrames.ts"
import { answerRefused } from "./http/RefusedSockets.ts"
import { waitWhileStarting } from "./http/WhileStarting.ts"

/** Milliseconds in which a request must have arrived, an upload included. */
const requestTimeout = 300_000
const headersTimeout = 20_000
const maxHeaderBytes = 16 * 1024

/** A server of Node's that nobody can keep busy by sending slowly or much. */
export const nodeServer = () =>
  createServer({
    requestTimeout,
    headersTimeout,
    maxHeaderSize: maxHeaderBytes,
    // We say ourselves, as a problem, that there must be one.
    requireHostHeader: false,
    // Any other protocol is not spoken here, and offers of it are left unanswered.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === "websocket"
  })

/** Sockets of whoever follows what happens. Uncompressed: what is sent is small, and the same for all who are told. */
const websocket = {
  maxPayload: maxFrameBytes,
  perMessageDeflate: false,
  // Whoever ends them knows them all.
  clientTracking: false,
  handleProtocols: (offered: Set<string>) => offered.has(subprotocol) && subprotocol
}

/** A port to listen on; 0 takes a free one. */
export const Port = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 65_535 }))

/**
 * The address the server is reached at. It listens before anything else is there, the database not excepted: who asks
 * meanwhile hears that the process is alive, and waits for anything else.
 *
 * `HOST` (127.0.0.1), `PORT` (8000; 0 takes a free one), `SHUTDOWN_GRACE_SECONDS` (20): for requests under way when the
 * process stops.
 */
export const layer = Layer.unwrap(
  Effect.gen(function* () {
    const host = yield* Config.String("HOST").pipe(Config.withDefault("127.0.0.1"))
    const port = yield* Config.schema(Port, "PORT").pipe(Config.withDefault(8000))
    const grace = yield* Config.Int("SHUTDOWN_GRACE_SECONDS").pipe(Config.withDefault(20))
    const server = yield* answerRefused(waitWhileStarting(nodeServer()))
    return NodeHttpServer.layer(() => server, { host, port, websocket, gracefulShutdownTimeout: `${grace} seconds` })
  })
).pipe(Layer.provide(NodeCrypto.layer))
