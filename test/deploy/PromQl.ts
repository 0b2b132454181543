/** What a query of Prometheus reads: a metric, and the labels by which it chooses among its series. */
export interface Selector {
  readonly metric: string
  readonly labels: ReadonlyArray<string>
}

const operators = new Set(["and", "or", "unless", "bool"])

const withoutTexts = (query: string) => query.replace(/"(?:[^"\\]|\\.)*"/g, '""')

/** Every metric that a query names. One that it names only by a pattern is not among them. */
export const selectorsOf = (query: string): ReadonlyArray<Selector> => {
  const bare = withoutTexts(query)
    .replace(/\[[^\]]*\]/g, "")
    .replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, "")
    .replace(/\boffset\s+\w+/g, "")
    .replace(/(?<![\w:])\{[^}]*\}/g, "")
  return [...bare.matchAll(/([a-zA-Z_:][\w:]*)\s*(\{[^}]*\}|\(|)/g)].flatMap(([, metric = "", after = ""]) =>
    after === "(" || operators.has(metric)
      ? []
      : [{ metric, labels: [...after.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = ""]) => label) }]
  )
}

/** The labels that a query groups by. */
export const groupingsOf = (query: string): ReadonlyArray<string> =>
  [...withoutTexts(query).matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, names = ""]) =>
    names.split(",").map((name) => name.trim())
  )
