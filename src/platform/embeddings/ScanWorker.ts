import { offer } from "../threads/Tasks.ts"
import { scan } from "./VectorScan.ts"

const tasks = { scan }

export type ScanTasks = typeof tasks

offer(tasks)
