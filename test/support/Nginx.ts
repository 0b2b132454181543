import { createSocket } from "node:dgram"
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Schedule, type Scope } from "effect"
import { freePort } from "./OwnRedis.ts"
import { temporaryDirectory } from "./Program.ts"
import { send } from "./Wire.ts"

/** The answer to a question for addresses of version 4, which is the first and only one. Source: RFC 1035, section 4. */
const answerTo = (query: Buffer, addresses: ReadonlyArray<string>) => {
  const end = query.indexOf(0, 12) + 5
  const header = Buffer.from(query.subarray(0, 12))
  // An answer; without addresses it says that there is no such name.
  header.writeUInt16BE(addresses.length === 0 ? 0x8183 : 0x8180, 2)
  header.writeUInt16BE(addresses.length, 6)
  header.fill(0, 8)
  const records = addresses.map((address) =>
    Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split(".").map(Number)])
  )
  return Buffer.concat([header, query.subarray(12, end), ...records])
}

/** A name server for which every name has the same addresses: those that it is told last. */
export const nameServer = (
  addresses: ReadonlyArray<string>
): Effect.Effect<
  { readonly port: number; readonly tell: (addresses: ReadonlyArray<string>) => void },
  never,
  Scope.Scope
> =>
  Effect.gen(function* () {
    let current = addresses
    const socket = yield* Effect.acquireRelease(
      Effect.sync(() => createSocket("udp4")),
      (socket) => Effect.callback<void>((resume) => void socket.close(() => resume(Effect.void)))
    )
    socket.on("message", (query, { address, port }) => socket.send(answerTo(query, current), port, address))
    yield* Effect.callback<void>((resume) => void socket.bind(0, "127.0.0.1", () => resume(Effect.void)))
    return { port: socket.address().port, tell: (addresses) => (current = addresses) }
  })

/** What the container of nginx would make of the template, but for the addresses. */
const configurationOf = (options: { readonly port: number; readonly names: number; readonly api: number }) => {
  const limit = execFileSync("sh", ["-c", '. nginx/18-body-limit.envsh; echo "$NGINX_MAX_BODY_MB"'], {
    env: { MAX_UPLOAD_MB: "1" }
  })
  return readFileSync("nginx/api.conf.template", "utf8")
    .replace("${NGINX_LOCAL_RESOLVERS}", `127.0.0.1:${options.names}`)
    .replace("${NGINX_MAX_BODY_MB}", limit.toString().trim())
    .replace("listen 8080", `listen 127.0.0.1:${options.port}`)
    .replace("http://api:8000", `http://api:${options.api}`)
}

/**
 * nginx with the configuration of docker-compose.yml, for uploads of 1 MB, before whatever listens on the port `api` of the
 * addresses that the name server on port `names` knows. Gone with the scope.
 */
export const startNginx = Effect.fnUntraced(function* (options: { readonly names: number; readonly api: number }) {
  const directory = yield* temporaryDirectory
  const port = yield* freePort
  const file = (name: string) => join(directory, name)
  writeFileSync(file("api.conf"), configurationOf({ port, ...options }))
  const paths = ["proxy", "client_body", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${file(name)};`)
  writeFileSync(
    file("nginx.conf"),
    `daemon off; worker_processes 1; pid ${file("pid")}; error_log stderr warn;
     events {} http { ${paths.join(" ")} include ${file("api.conf")}; }`
  )
  execFileSync("nginx", ["-t", "-q", "-c", file("nginx.conf"), "-e", "stderr"], {
    stdio: ["ignore", "ignore", "inherit"]
  })
  yield* Effect.acquireRelease(
    Effect.sync((): ChildProcess => spawn("nginx", ["-c", file("nginx.conf"), "-e", "stderr"], { stdio: "ignore" })),
    (nginx) =>
      Effect.callback<void>((resume) => {
        nginx.once("close", () => resume(Effect.void))
        nginx.kill("SIGTERM")
      })
  )
  const baseUrl = `http://127.0.0.1:${port}`
  yield* send(baseUrl, { path: "/proxy/health" }).pipe(
    Effect.filterOrFail(({ status }) => status === 204),
    Effect.retry(Schedule.spaced("10 millis").pipe(Schedule.upTo({ duration: "5 seconds" })))
  )
  return baseUrl
})
