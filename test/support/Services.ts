import { connect } from "node:net"
import process, { env } from "node:process"
import { assert, describe, it } from "vitest"
import { postgresUrl } from "./PostgresServer.ts"

/** The Redis that tests may write to: TEST_REDIS_URL. */
export const redisUrl = env["TEST_REDIS_URL"] ?? "redis://127.0.0.1:6379"

const patienceMillis = 500

/** Whether something accepts connections at the host and port of `url`. */
const isReachable = (url: string, defaultPort: number): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: port === "" ? defaultPort : Number(port) })
    const answer = (reachable: boolean) => {
      socket.destroy()
      resolve(reachable)
    }
    socket.setTimeout(patienceMillis, () => answer(false))
    socket.once("connect", () => answer(true)).once("error", () => answer(false))
  })

const [postgresReachable, redisReachable] = await Promise.all([
  isReachable(postgresUrl, 5432),
  isReachable(redisUrl, 6379)
])

const describeWhere = (reachable: boolean, missing: string) => (name: string, suite: () => void) => {
  if (reachable) return void describe(name, suite)
  if (env["CI"] === "true") {
    return void describe(name, () => void it("has the service that it needs", () => assert.fail(missing)))
  }
  process.stderr.write(`skipped "${name}": ${missing}\n`)
  describe.skip(name, suite)
}

/**
 * A suite that needs a PostgreSQL server. Where there is none it is skipped with one line that says so; with CI=true it
 * fails.
 */
export const describePostgres = describeWhere(
  postgresReachable,
  `no PostgreSQL at ${new URL(postgresUrl).host}: start it or set TEST_DATABASE_URL`
)

/** A suite that needs a Redis server; otherwise as `describePostgres`. */
export const describeRedis = describeWhere(
  redisReachable,
  `no Redis at ${new URL(redisUrl).host}: start it or set TEST_REDIS_URL`
)
