import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import process, { env } from "node:process"
import { createServer } from "vite"
import { configFile, root } from "./Places.ts"

/**
 * The library while it is worked on (`npm run dev`): the server, started anew whenever a file of it changes, and Vite's
 * page, which changes in the browser as its files do and passes calls on to the server. Ctrl-C ends both.
 */
if (existsSync(join(root, ".env"))) process.loadEnvFile(join(root, ".env"))
const port = env["PORT"] ?? "8000"

const server = spawn(process.execPath, ["--watch", "--watch-preserve-output", "src/app/main.ts", "all"], {
  cwd: root,
  stdio: "inherit"
})

const target = `http://127.0.0.1:${port}`
const vite = await createServer({
  configFile,
  clearScreen: false,
  server: { host: "127.0.0.1", proxy: { "/api": { target, ws: true } } }
})
await vite.listen()
process.stdout.write(`The page, while it is worked on: ${vite.resolvedUrls?.local[0] ?? ""} (API at ${target})\n`)

let isEnding = false
/** The server drains; a second Ctrl-C does not wait for that. */
const end = async () => {
  if (isEnding) return void server.kill("SIGKILL")
  isEnding = true
  server.kill("SIGTERM")
  await vite.close()
}
process.on("SIGINT", () => void end())
process.on("SIGTERM", () => void end())
server.on("exit", (code) => {
  if (!isEnding) {
    isEnding = true
    void vite.close()
  }
  process.exitCode = code ?? 0
})
