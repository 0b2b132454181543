import { offer } from "../threads/Tasks.ts"
import type { Interactions } from "./Interactions.ts"
import { train, type Trained, type TrainingOptions } from "./Training.ts"

/** How far a training is, 0..1, or what it made. */
export type Advance = { readonly progress: number } | { readonly trained: Trained }

/** So much is done before the thread tells how far it is. */
const step = 0.02

/** One training, which the thread remembers from call to call. */
const makeTasks = () => {
  let training: Generator<number, Trained> | undefined
  return {
    begin: ({ interactions, options }: { readonly interactions: Interactions; readonly options: TrainingOptions }) => {
      training = train(interactions, options)
    },
    advance: (from: number): Advance => {
      let next = training?.next()
      while (next !== undefined && next.done !== true && next.value < from + step) next = training?.next()
      if (next === undefined) throw new Error("no training was begun")
      return next.done === true ? { trained: next.value } : { progress: next.value }
    }
  }
}

const tasks = makeTasks()
export type TrainingTasks = typeof tasks

offer(tasks)
