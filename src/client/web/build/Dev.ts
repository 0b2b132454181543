import { existsSync } from "node:fs"
import { join } from "node:path"
import process, { env } from "node:process"
import { createServer } from "vite"
import { configFile, root } from "./Places.ts"
import { WatchedServer } from "./WatchedServer.ts"

/**
 * The library while it is worked on (`npm run dev`): the server, begun anew whenever a file of it changes, and Vite's
 * page, which changes in the browser as its files do and passes calls on to the server. Ctrl-C ends both.
 */
const variables = join(root, ".env")
if (existsSync(variables)) process.loadEnvFile(variables)

const target = `http://127.0.0.1:${env["PORT"] ?? "8000"}`
const server = new WatchedServer()
const page = await createServer({
  configFile,
  clearScreen: false,
  server: { host: "127.0.0.1", proxy: { "/api": { target, ws: true } } }
})
await page.listen()
process.stdout.write(`The page, while it is worked on: ${page.resolvedUrls?.local[0] ?? ""} (API at ${target})\n`)

const end = async () => {
  await Promise.all([server.end(), page.close()])
  process.exit()
}
process.on("SIGINT", () => void end())
process.on("SIGTERM", () => void end())
