import { env } from "node:process"
import { defineConfig } from "vitest/config"

/** These replace modules with doubles, which must not be loaded yet. All others share what they load: we have no state. */
const withDoubles = ["test/features/identity/**/*.test.ts"]

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    globalSetup: ["test/support/PreparedData.ts"],
    reporters: ["default", "./test/support/SummaryReporter.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Where everything runs at once on a busy machine, a test that trips over its neighbours gets another chance, and is named.
    retry: env["CI"] === undefined ? 0 : 1,
    pool: "threads",
    // More than there are cores on a small machine: many tests wait for leases, back-offs and processes.
    maxWorkers: 5,
    projects: [
      { extends: true, test: { name: "shared", include: ["test/**/*.test.ts"], exclude: withDoubles, isolate: false } },
      { extends: true, test: { name: "apart", include: withDoubles, isolate: true } }
    ]
  }
})
