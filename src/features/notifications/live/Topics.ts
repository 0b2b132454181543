import { LiveEvent } from "#contract/events/LiveEvent.ts"

/** Whether somebody wants to be told of events of this type. */
export type Topics = (eventType: string) => boolean

export const everything: Topics = () => true

const types: ReadonlyArray<string> = LiveEvent.members.map(({ fields }) => fields.eventType.literal)
const subjects = new Set(types.map((type) => `${type.slice(0, type.indexOf("."))}.*`))
const known: ReadonlySet<string> = new Set(["*", ...subjects, ...types])

/** `*`, `job.*`, `job.completed`: the events that any of them names. None if one of them names nothing of ours. */
export const topicsOf = (names: ReadonlyArray<string>): Topics | undefined => {
  if (!names.every((name) => known.has(name))) return undefined
  const chosen = new Set(names)
  if (chosen.has("*")) return everything
  return (type) => chosen.has(type) || chosen.has(`${type.slice(0, type.indexOf("."))}.*`)
}
