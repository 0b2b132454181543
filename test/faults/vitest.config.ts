import { defineConfig } from "vitest/config"

/** The fault campaign: one scenario after the other, on a PostgreSQL server of its own. */
export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/faults/Campaign.ts", "test/faults/**/*.campaign.ts"],
    globalSetup: ["test/faults/support/CampaignServer.ts"],
    reporters: ["default", "./test/faults/campaign/TableReporter.ts", "./test/support/SummaryReporter.ts"],
    testTimeout: 900_000,
    hookTimeout: 60_000,
    fileParallelism: false
  }
})
