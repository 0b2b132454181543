const pattern = /^reading part (?<part>\d+) of (?<parts>\d+)$/u

/** Says in other words which part of how many is being read, where a phase of a job says so. */
export const phaseOfParts = (phase: string, say: (part: string, parts: string) => string): string | undefined => {
  const { part, parts } = pattern.exec(phase)?.groups ?? {}
  return part === undefined || parts === undefined ? undefined : say(part, parts)
}
