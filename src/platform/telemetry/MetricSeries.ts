import { type Context, Effect, Metric } from "effect"

/** No metric has more series than this: whatever comes later is counted together, as `other`. */
const maxSeries = 500

interface Description<Label extends string> {
  readonly description: string
  readonly labels: ReadonlyArray<Label>
}

/** What is measured, by its labels. */
export type SeriesOf<Label extends string, M> = (values: Readonly<Record<Label, string>>) => M

/** Remembers the series of each label set: to look one up costs a join of its labels, not a metric. */
const remembered = <Label extends string, M>(
  labels: ReadonlyArray<Label>,
  make: (attributes: Readonly<Record<string, string>>) => M
): SeriesOf<Label, M> => {
  const series = new Map<string, M>()
  const remember = (key: string, valueOf: (label: Label) => string) => {
    const made = make(Object.fromEntries(labels.map((label) => [label, valueOf(label)])))
    series.set(key, made)
    return made
  }
  return (values) => {
    const key = labels.map((label) => values[label]).join("\u0000")
    const known = series.get(key)
    if (known !== undefined) return known
    if (series.size < maxSeries) return remember(key, (label) => values[label])
    return series.get("other") ?? remember("other", () => "other")
  }
}

/** What only grows. */
export const counters = <const Label extends string>(
  name: string,
  { description, labels }: Description<Label>
): SeriesOf<Label, Metric.Counter<number>> =>
  remembered(labels, (attributes) => Metric.counter(name, { description, attributes, incremental: true }))

/** What goes up and down. */
export const gauges = <const Label extends string>(
  name: string,
  { description, labels }: Description<Label>
): SeriesOf<Label, Metric.Gauge<number>> =>
  remembered(labels, (attributes) => Metric.gauge(name, { description, attributes }))

/** How amounts are spread. */
export const histograms = <const Label extends string>(
  name: string,
  { boundaries, description, labels }: Description<Label> & { readonly boundaries: ReadonlyArray<number> }
): SeriesOf<Label, Metric.Histogram<number>> =>
  remembered(labels, (attributes) => Metric.histogram(name, { description, attributes, boundaries }))

/** Several updates in one step. */
export const record = (update: (registry: Context.Context<never>) => void): Effect.Effect<void> =>
  Effect.contextWith((context: Context.Context<never>) => Effect.sync(() => update(context)))
