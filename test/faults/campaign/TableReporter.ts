import process from "node:process"
import type { Reporter, TestModule } from "vitest/node"
import { type Findings, wrongs } from "./Findings.ts"

const millis = (value: number) => (Number.isNaN(value) ? "–" : value.toFixed(0))

const rowOf = (findings: Findings): ReadonlyArray<string> => [
  `${findings.number}`,
  findings.name,
  findings.numbers,
  `${findings.lost}/${findings.doubled}/${findings.phantom}`,
  findings.latencies.map(({ name, p50, p99 }) => `${name} ${millis(p50)}/${millis(p99)}`).join("; "),
  `${findings.seconds.toFixed(0)} s`,
  wrongs(findings).length === 0 ? "holds" : "BROKEN"
]

const heads = ["#", "scenario", "numbers", "lost/doubled/phantom", "p50/p99, ms", "took", "verdict"]

/** Lines of a table in Markdown. */
export const tableOf = (heads: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const line = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n")
}

/** Ends a campaign with a table of what each scenario showed, the tests without numbers of their own included. */
export default class TableReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const rows: Array<ReadonlyArray<string>> = []
    const seeds = new Set<string>()
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { faults } = test.meta()
        const { state } = test.result()
        if (faults !== undefined) {
          rows.push(rowOf(faults))
          seeds.add(faults.seed)
        } else if (state !== "skipped") {
          const seconds = (test.diagnostic()?.duration ?? 0) / 1_000
          rows.push(["", test.fullName, "", "", "", `${seconds.toFixed(0)} s`, state === "passed" ? "holds" : "BROKEN"])
        }
      }
    }
    if (rows.length > 0) process.stdout.write(`\n${tableOf(heads, rows)}\n\nFAULT_SEED=${[...seeds].join(" ")}\n`)
  }
}
