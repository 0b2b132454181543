import { randomUUID } from "node:crypto"
import * as fs from "node:fs/promises"
import * as os from "node:os"
import * as path from "node:path"
import { PassThrough } from "node:stream"
import S3rver, { type Context as S3Request } from "@20minutes/s3rver"
import { ConfigProvider, Context, Effect, Layer } from "effect"
import { Storage } from "#platform/Storage.ts"

/**
 * What the server does with a request: answers it, refuses it with a status, leaves it without an answer, or sends ten
 * bytes of an object and then nothing ("stall") or the end of the connection ("cut").
 */
export type Behaviour = (request: {
  readonly method: string
  readonly url: string
}) => "answer" | "hang" | "stall" | "cut" | number

const bucket = "library"
/** A server may list fewer objects than it was asked for: with small pages a few hundred objects fill several. */
const pageLimit = 100

/**
 * An S3 server in this process, over a directory that goes with it. s3rver deviates from S3 in what the tests are
 * about, so three things are put right here: an object is replaced at once instead of being overwritten in place, a
 * multipart upload can be aborted, and a range may end at byte 0. What stays different: a listing is not in the order
 * of whole keys when a directory's name is the beginning of another name.
 */
export class S3Server extends Context.Service<
  S3Server,
  {
    /** The variables that lead `Storage.layer` here. */
    readonly env: Readonly<Record<string, string>>
    /** Ids of multipart uploads that are neither completed nor aborted. */
    readonly unfinished: Effect.Effect<ReadonlyArray<string>>
    /** What follows is treated as this says, until told otherwise. */
    readonly behave: (behaviour: Behaviour) => Effect.Effect<void>
  }
>()("luminalib/test/S3Server") {
  static readonly layer = Layer.effect(
    S3Server,
    Effect.gen(function* () {
      const directory = yield* Effect.acquireRelease(
        Effect.promise(() => fs.mkdtemp(path.join(os.tmpdir(), "s3-"))),
        (directory) => Effect.promise(() => fs.rm(directory, { recursive: true, force: true }))
      )
      let behaviour: Behaviour = () => "answer"
      const underWay = new Set<Promise<void>>()
      const server = new S3rver({ address: "127.0.0.1", port: 0, directory, silent: true, vhostBuckets: false })
      correct(server, () => behaviour, underWay)
      const { port } = yield* Effect.acquireRelease(
        Effect.promise(() => server.run()),
        () =>
          Effect.promise(async () => {
            // Its log must not outlive it.
            await Promise.allSettled(underWay)
            server.httpServer.closeAllConnections()
            await server.close()
          })
      )
      return S3Server.of({
        env: {
          STORAGE_PROVIDER: "minio",
          STORAGE_BUCKET: bucket,
          MINIO_ENDPOINT: `127.0.0.1:${port}`,
          MINIO_ACCESS_KEY: "S3RVER",
          MINIO_SECRET_KEY: "S3RVER"
        },
        unfinished: Effect.promise(() =>
          fs.readdir(server.store.getResourcePath(bucket, undefined, "uploads")).catch(() => [])
        ),
        behave: (next) => Effect.sync(() => void (behaviour = next))
      })
    })
  )

  /** `Storage` over a server of its own. */
  static readonly layerStorage = Layer.unwrap(
    Effect.map(S3Server, ({ env }) =>
      Storage.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))))
    )
  ).pipe(Layer.provideMerge(S3Server.layer))
}

const correct = (server: S3rver, behaviour: () => Behaviour, underWay: Set<Promise<void>>) => {
  // Requests that the client gives up are expected; without a listener they are printed.
  server.on("error", () => {})

  const overwrite = server.store.putContent.bind(server.store)
  server.store.putContent = async (target, content) => {
    const aside = `${target}~${randomUUID()}`
    try {
      const written = await overwrite(aside, content)
      await fs.rename(aside, target)
      return written
    } finally {
      await fs.rm(aside, { force: true })
    }
  }

  const find = server.store.getObject.bind(server.store)
  server.store.getObject = (bucket, key, range) =>
    // A text is true even when it is "0".
    find(bucket, key, range?.end === 0 ? { ...range, end: "0" } : range)

  const listAll = server.store.listObjects.bind(server.store)
  server.store.listObjects = (bucket, options) =>
    listAll(bucket, { ...options, maxKeys: Math.min(options.maxKeys, pageLimit) })

  const treat = async (request: S3Request, next: () => Promise<void>) => {
    const decision = behaviour()(request)
    if (typeof decision === "number") request.status = decision
    else if (decision === "hang") request.respond = false
    else if (isAbort(request)) {
      const uploads = server.store.getResourcePath(bucket, undefined, "uploads")
      await fs.rm(path.join(uploads, path.basename(request.query["uploadId"] ?? "none")), { recursive: true })
      request.status = 204
    } else {
      await next()
      if (decision !== "answer") request.body = tenBytes(() => decision === "cut" && request.req.socket.destroy())
    }
  }
  server.middleware.unshift((request, next) => {
    const treatment = treat(request, next)
    underWay.add(treatment)
    return treatment.finally(() => underWay.delete(treatment))
  })
}

const tenBytes = (andThen: () => void) => {
  const body = new PassThrough()
  body.write(Buffer.alloc(10))
  setImmediate(andThen)
  return body
}

const isAbort = (request: S3Request) => request.method === "DELETE" && request.query["uploadId"] !== undefined
