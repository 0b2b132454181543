import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/PreparedData.ts"],
    reporters: ["default", "./test/support/SummaryReporter.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "threads",
    // More than there are cores on a small machine: many tests wait for leases, back-offs and processes.
    maxWorkers: 3
  }
})
