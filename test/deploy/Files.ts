import { readFileSync } from "node:fs"
import { parse } from "yaml"

/** Files of the deployment, as tests read them: paths are from the root of the project. */
export const textOf = (path: string) => readFileSync(path, "utf8")

interface Service {
  readonly image?: string
  readonly build?: string
  readonly user?: string
  readonly command?: ReadonlyArray<string>
  readonly container_name?: string
  readonly environment?: Readonly<Record<string, string | null>>
  readonly healthcheck?: { readonly disable?: boolean; readonly test?: ReadonlyArray<string> }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly restart?: string
  readonly ports?: ReadonlyArray<string>
  readonly volumes?: ReadonlyArray<string>
  readonly networks?: ReadonlyArray<string>
  readonly cap_drop?: ReadonlyArray<string>
  readonly security_opt?: ReadonlyArray<string>
  readonly read_only?: boolean
  readonly stop_grace_period?: string
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>
  readonly volumes: Readonly<Record<string, null>>
}

export const composeText = textOf("docker-compose.yml")
export const compose: Compose = parse(composeText, { merge: true })
export const services = Object.entries(compose.services)

interface Alert {
  readonly alert: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

const rules: { readonly groups: ReadonlyArray<{ readonly rules: ReadonlyArray<Alert> }> } = parse(
  textOf("otel/alerts.yml")
)
export const alerts = rules.groups.flatMap((group) => group.rules)

interface Expectation {
  readonly expr: string
  readonly exp_samples: ReadonlyArray<{ readonly labels: string }>
}

const alertTests: {
  readonly tests: ReadonlyArray<{ readonly name: string; readonly promql_expr_test: ReadonlyArray<Expectation> }>
} = parse(textOf("otel/alerts.test.yml"))

/** Which alerts a test expects to fire, at each moment that it looks. */
export const expectedAlerts = alertTests.tests.map((test) => ({
  name: test.name,
  moments: test.promql_expr_test.map(({ exp_samples }) =>
    exp_samples.map(({ labels }) => /alertname="(\w+)"/.exec(labels)?.[1] ?? labels)
  )
}))

interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly panels: ReadonlyArray<{
    readonly title: string
    readonly targets: ReadonlyArray<{ readonly expr: string }>
  }>
}

/** The dashboards of Grafana, by the name of their file. */
export const dashboards = ["service", "queues", "live", "dependencies", "llm"].map((name): Dashboard => {
  const dashboard: Dashboard = parse(textOf(`otel/grafana/dashboards/${name}.json`))
  return dashboard
})

/** Every query of every dashboard, with where it is. */
export const queries = dashboards.flatMap(({ panels, title }) =>
  panels.flatMap((panel) => panel.targets.map(({ expr }) => ({ where: `${title}: ${panel.title}`, expr })))
)

/** Names and values of `.env.example`: of the program, and those that only docker-compose.yml reads. */
export const variables = (() => {
  const [program = "", compose = ""] = textOf(".env.example").split("# --- docker compose")
  const entries = (text: string) =>
    new Map([...text.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value] as const))
  return { program: entries(program), compose: entries(compose) }
})()
