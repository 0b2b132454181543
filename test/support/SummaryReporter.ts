import process from "node:process"
import type { Reporter, TestModule } from "vitest/node"

/**
 * Ends a run with one line that anything can read: `12 passed, 0 failed, 1 skipped`. Before it, a line for each test that
 * passed only when it was tried again.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const counts = { passed: 0, failed: 0, skipped: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state !== "pending") counts[state] += 1
        if (test.diagnostic()?.flaky === true) process.stdout.write(`\nat the second try: ${test.fullName}`)
      }
      // A file that could not be read has no tests, and is no success.
      if (module.state() === "failed" && [...module.children.allTests()].length === 0) counts.failed += 1
    }
    process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
  }
}
