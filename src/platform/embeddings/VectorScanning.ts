import { makeThread } from "../threads/Thread.ts"
import type { ScanTasks } from "./ScanWorker.ts"

/** A thread that compares questions with vectors in memory. A million comparisons take some tenths of a second. */
export const makeScanner = (entry: URL = new URL("./ScanWorker.ts", import.meta.url)) =>
  makeThread<ScanTasks>({ entry, timeoutSeconds: 10, heapMegabytes: 128 })
