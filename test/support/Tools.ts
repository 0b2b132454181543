import { spawnSync } from "node:child_process"
import process from "node:process"
import { describe } from "vitest"

/** Runs a tool to its end: what it printed, and whether it succeeded. */
export const runTool = (
  command: string,
  args: ReadonlyArray<string>,
  options: { readonly cwd?: string; readonly env?: Record<string, string> } = {}
) => {
  const { status, stderr, stdout } = spawnSync(command, args, { ...options, encoding: "utf8", timeout: 30_000 })
  return { succeeded: status === 0, output: `${stdout}${stderr}` }
}

/**
 * A suite that needs a tool of operators, which a developer's machine need not have: where it is not installed the suite is
 * skipped with one line that says so.
 */
export const describeWithTool = (tool: string, args: ReadonlyArray<string>) => {
  const isThere = spawnSync(tool, args).status === 0
  return (name: string, suite: () => void) => {
    if (isThere) return void describe(name, suite)
    process.stderr.write(`skipped "${name}": ${[tool, ...args.slice(0, -1)].join(" ")} is not installed\n`)
    describe.skip(name, suite)
  }
}
