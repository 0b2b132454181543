import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import process from "node:process"
import { fileURLToPath } from "node:url"

/**
 * Everything about the code that can be known without running it, all at once; when it is good nothing is said but what
 * the page weighs. With `--static` it leaves out the tests of structure, for a run of all tests that includes them.
 */
const root = fileURLToPath(new URL("..", import.meta.url))
const bin = (name: string) => `${root}node_modules/.bin/${name}`
// Type checks with the Effect rules where their compiler is to be had, plain ones elsewhere.
const effectCompiler = `${root}node_modules/@effect/tsgo-linux-x64/lib/tsc`

interface Check {
  readonly name: string
  readonly command: string
  readonly args: ReadonlyArray<string>
  /** Whether what it found is told even when it is good. */
  readonly isTold?: boolean
}

const checks: ReadonlyArray<Check> = [
  { name: "types", command: existsSync(effectCompiler) ? effectCompiler : bin("tsc"), args: ["--noEmit"] },
  {
    name: "types of the page",
    command: existsSync(effectCompiler) ? effectCompiler : bin("tsc"),
    args: ["--noEmit", "-p", "src/client/web/tsconfig.json"]
  },
  {
    name: "lint",
    command: bin("oxlint"),
    args: ["-c", "test/lint/oxlint.json", "--deny-warnings", "--quiet", "bin", "src", "test"]
  },
  {
    name: "format",
    command: bin("prettier"),
    args: ["--check", "--cache", "--log-level", "warn", "bin", "src", "test", "package.json"]
  },
  { name: "the page's weight", command: bin("node"), args: ["src/client/web/build/Budget.ts"], isTold: true },
  { name: "dead code", command: bin("knip"), args: ["-c", "test/lint/knip.json", "--no-progress"] },
  ...(process.argv.includes("--static")
    ? []
    : [
        {
          name: "structure",
          command: bin("vitest"),
          args: [
            "run",
            "-c",
            "test/vitest.config.ts",
            "--silent=true",
            "test/architecture.test.ts",
            "test/contract/OpenApi.test.ts"
          ]
        }
      ])
]

const run = ({ args, command, isTold, name }: Check) =>
  new Promise<boolean>((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()))
    child.on("error", (error) => {
      process.stderr.write(`${name}: ${error.message}\n`)
      resolve(false)
    })
    child.on("close", (code) => {
      if (code !== 0) process.stderr.write(`${name} found:\n${output}\n`)
      else if (isTold === true) process.stdout.write(output)
      resolve(code === 0)
    })
  })

// Two at a time: the machine that checks may have no more cores.
const queue = [...checks]
const results: Array<boolean> = []
const worker = async () => {
  for (let check = queue.shift(); check !== undefined; check = queue.shift()) results.push(await run(check))
}
await Promise.all([worker(), worker()])
if (results.includes(false)) process.exitCode = 1
