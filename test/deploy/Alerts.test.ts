import { assert, describe, it } from "@effect/vitest"
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { stringify } from "yaml"
import { describeWithTool, runTool } from "../support/Tools.ts"
import { alerts, compose, dashboards, expectedAlerts, queries, textOf } from "./Files.ts"
import { groupingsOf, selectorsOf } from "./PromQl.ts"

const none: ReadonlyArray<string> = []

/** The metrics that the sources declare, with their labels. */
const exported = new Map(
  globSync("src/**/*.ts").flatMap((file) => {
    const text = textOf(file)
    const plain = [...text.matchAll(/\bMetric\.(counter|gauge|histogram)\(\s*"(\w+)"/g)].map(
      ([, type = "", name = ""]) => [name, { type, labels: none }] as const
    )
    const labelled = [
      ...text.matchAll(/\b(counter|gauge|histogram)s\(\s*"(\w+)",\s*\{[^}]*?labels:\s*\[([^\]]*)\]/g)
    ].map(([, type = "", name = "", labels = ""]) => {
      return [name, { type, labels: [...labels.matchAll(/"(\w+)"/g)].map(([, label = ""]) => label) }] as const
    })
    return [...plain, ...labelled]
  })
)

/** What others export: Prometheus itself and the collector. */
const foreign = /^(up|ALERTS|prometheus_\w+|otelcol_\w+)$/

/** What Prometheus adds to every series, and to the buckets of a histogram. */
const added = ["job", "instance"]

/** The labels of a metric as it is in Prometheus; none where nobody exports it. */
const labelsOf = (metric: string): ReadonlyArray<string> | undefined => {
  const own = exported.get(metric)
  if (own !== undefined) return own.type === "histogram" ? undefined : [...own.labels, ...added]
  const [, name = "", part] = /^(\w+)_(bucket|sum|count)$/.exec(metric) ?? []
  const histogram = exported.get(name)
  if (histogram?.type !== "histogram") return undefined
  return [...histogram.labels, ...added, ...(part === "bucket" ? ["le"] : [])]
}

const asked = [...queries, ...alerts.map(({ alert, expr }) => ({ where: alert, expr }))].map((query) => ({
  ...query,
  selectors: selectorsOf(query.expr).filter(({ metric }) => !foreign.test(metric))
}))

describe("alerts and dashboards", () => {
  it("ask only for numbers that the program exports", () => {
    assert.isAbove(exported.size, 20)
    assert.isAbove(asked.flatMap(({ selectors }) => selectors).length, 80)
    const unknown = asked.flatMap(({ selectors, where }) =>
      selectors.filter(({ metric }) => labelsOf(metric) === undefined).map(({ metric }) => `${where}: ${metric}`)
    )
    assert.deepStrictEqual(unknown, [])
  })

  it("ask for these by labels that they have", () => {
    const wrong = asked.flatMap(({ expr, selectors, where }) => {
      const chosen = selectors.flatMap(({ labels, metric }) =>
        labels.filter((label) => !(labelsOf(metric) ?? [label]).includes(label))
      )
      const known = selectors.flatMap(({ metric }) => labelsOf(metric) ?? [])
      const grouped = selectors.length === 0 ? [] : groupingsOf(expr).filter((label) => !known.includes(label))
      return [...chosen, ...grouped].map((label) => `${where}: ${label}`)
    })
    assert.deepStrictEqual(wrong, [])
  })

  it("show every number that the program exports somewhere", () => {
    const shown = new Set(asked.flatMap(({ selectors }) => selectors.map(({ metric }) => metric)))
    const isShown = (name: string) => ["", "_bucket", "_sum", "_count"].some((part) => shown.has(`${name}${part}`))
    assert.deepStrictEqual(
      [...exported.keys()].filter((name) => !isShown(name)),
      []
    )
  })
})

describe("alerts", () => {
  it("say what is wrong, what to do about it, and whether it is urgent", () => {
    for (const { alert, annotations, labels } of alerts) {
      assert.isNotEmpty(annotations["summary"], alert)
      assert.isAbove((annotations["action"] ?? "").length, 20, alert)
      assert.include(["page", "ticket"], labels["severity"], alert)
    }
    assert.strictEqual(new Set(alerts.map(({ alert }) => alert)).size, alerts.length)
  })

  it("are each shown to fire in their fault, and to be silent before and after it", () => {
    const shown = expectedAlerts.flatMap(({ moments }) => {
      const [first = []] = moments
      const last = moments.at(-1) ?? []
      return moments.flat().filter((name) => !first.includes(name) && !last.includes(name))
    })
    assert.deepStrictEqual([...new Set(shown)].toSorted(), alerts.map(({ alert }) => alert).toSorted())
  })

  it("name dashboards that there are, and services that docker-compose.yml has", () => {
    const titles = dashboards.map(({ title }) => title)
    const texts = alerts.map(({ annotations }) => annotations["action"] ?? "")
    const named = texts.flatMap((text) =>
      [...text.matchAll(/"([A-Z][a-z]+(?: [a-z]+)?)"/g)].map(([, name = ""]) => name)
    )
    assert.deepStrictEqual(
      named.filter((name) => !titles.includes(name)),
      []
    )
    const services = texts.flatMap((text) =>
      [...text.matchAll(/docker compose (?:logs|restart|ps) ([a-z -]+)"/g)].flatMap(([, names = ""]) =>
        names.split(" ")
      )
    )
    assert.isNotEmpty(services)
    assert.deepStrictEqual(
      services.filter((name) => compose.services[name] === undefined),
      []
    )
  })
})

describeWithTool("promtool", ["--version"])("promtool", () => {
  it("accepts the configuration of Prometheus and its rules", () => {
    const { output, succeeded } = runTool("promtool", ["check", "config", "otel/prometheus.yml"])
    assert.isTrue(succeeded, output)
  })

  it("sees each alert fire in its fault, and no other", { timeout: 30_000 }, () => {
    const { output, succeeded } = runTool("promtool", ["test", "rules", "otel/alerts.test.yml"])
    assert.isTrue(succeeded, output)
  })

  it("understands every query of the dashboards", () => {
    const directory = mkdtempSync(join(tmpdir(), "luminalib-queries-"))
    const file = join(directory, "queries.yml")
    const rules = queries.map(({ expr, where }, i) => ({
      record: `query_${i}`,
      labels: { where },
      expr: expr.replaceAll("$__rate_interval", "1m")
    }))
    writeFileSync(file, stringify({ groups: [{ name: "queries", rules }] }))
    const { output, succeeded } = runTool("promtool", ["check", "rules", file])
    rmSync(directory, { recursive: true })
    assert.isTrue(succeeded, output)
    assert.include(output, `${rules.length} rules found`)
  })
})
