import { defineConfig } from "vitest/config"

/** What needs a library of the size of a town's. */
export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/scale/**/*.scale.ts"],
    reporters: ["default", "./test/support/SummaryReporter.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false
  }
})
