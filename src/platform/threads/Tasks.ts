import { parentPort } from "node:worker_threads"

/**
 * What a thread can be asked for, by name. Each takes one value and gives one, or the promise of one; both must be what
 * threads can copy to each other: plain objects, arrays, maps, typed arrays. What it throws is the caller's `ThreadError`.
 */
export interface Tasks {
  // As a method, so that each task may say what it takes.
  readonly [name: string]: { task(input: unknown): unknown }["task"]
}

/** What a thread is sent. */
export interface TaskRequest<Input> {
  readonly name: string
  readonly input: Input
}

/** What a thread answers to each request, in order. */
export type TaskReply<Output> =
  { readonly _tag: "Done"; readonly output: Output } | { readonly _tag: "Broken"; readonly message: string }

const perform = async (tasks: Tasks, { input, name }: TaskRequest<unknown>): Promise<TaskReply<unknown>> => {
  const task = tasks[name]
  if (task === undefined) return { _tag: "Broken", message: `no task ${name}` }
  try {
    return { _tag: "Done", output: await task(input) }
  } catch (cause) {
    return { _tag: "Broken", message: String(cause) }
  }
}

/** The last line of a module that a `Thread` runs: from here on it does what it is asked, one after the other. */
export const offer = (tasks: Tasks): void => {
  parentPort?.on("message", (request: TaskRequest<unknown>) =>
    perform(tasks, request).then((reply) => parentPort?.postMessage(reply))
  )
}
