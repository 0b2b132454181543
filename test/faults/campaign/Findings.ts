/** One latency of a scenario, by the database's clock, and what it must stay below. */
export interface Latency {
  readonly name: string
  readonly p50: number
  readonly p99: number
  readonly count: number
  /** Milliseconds that the 99th percentile must stay below. */
  readonly limit?: number
}

/** What a scenario showed. */
export interface Findings {
  readonly number: number
  readonly name: string
  readonly seed: string
  readonly seconds: number
  /** What was done, in numbers. */
  readonly numbers: string
  /** Acknowledged, but not completed or without its effect. */
  readonly lost: number
  /** Completed twice, or an effect that was left twice. */
  readonly doubled: number
  /** There although its transaction rolled back, or an effect without a job. */
  readonly phantom: number
  readonly latencies: ReadonlyArray<Latency>
  /** Whatever else was not as it must be, as sentences. */
  readonly violations: ReadonlyArray<string>
}

declare module "vitest" {
  interface TaskMeta {
    faults?: Findings
  }
}

/** The value below which `share` of the values are (nearest rank). */
export const percentile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? Number.NaN
}

/** Sums up times in milliseconds. */
export const latency = (name: string, values: ReadonlyArray<number>, limit?: number): Latency => ({
  name,
  p50: percentile(values, 0.5),
  p99: percentile(values, 0.99),
  count: values.length,
  ...(limit === undefined ? {} : { limit })
})

/** Everything that is wrong with what a scenario showed. Empty: it held. */
export const wrongs = (findings: Findings): ReadonlyArray<string> => [
  ...(["lost", "doubled", "phantom"] as const)
    .filter((kind) => findings[kind] !== 0)
    .map((kind) => `${findings[kind]} ${kind}`),
  ...findings.latencies
    .filter(({ limit, p99 }) => limit !== undefined && !(p99 < limit))
    .map(({ count, limit, name, p99 }) => `${name}: p99 ${p99.toFixed(0)} ms of ${count}, must be below ${limit} ms`),
  ...findings.violations
]
