import { assert, describe, it } from "@effect/vitest"
import { Context } from "effect"
import { existsSync } from "node:fs"
import { env } from "node:process"
import { PageDirectory } from "#app/web/PageFiles.ts"
import { describeWithTool, runTool } from "../support/Tools.ts"
import { compose, composeText, services, textOf, variables } from "./Files.ts"

const app = ["migrate", "api", "worker"] as const
const environmentOf = (name: string) => compose.services[name]?.environment ?? {}
const namesWhere = (test: (service: (typeof services)[number][1], name: string) => boolean) =>
  services.filter(([name, service]) => test(service, name)).map(([name]) => name)

/** Where the embedded profile keeps its things, what the image sets, and what the command line reads elsewhere. */
const notHandedOn = ["DATA_DIR", "LOCAL_STORAGE_PATH", "NODE_ENV", "LUMINALIB_URL", "XDG_CONFIG_HOME"]

describe("docker-compose.yml", () => {
  it("gives the program only variables that it reads", () => {
    for (const name of app) {
      assert.deepStrictEqual(
        Object.keys(environmentOf(name)).filter((variable) => !variables.program.has(variable)),
        [],
        name
      )
    }
  })

  it("hands on every variable of the program that an operator may set in .env", () => {
    const known = [...Object.keys(environmentOf("api")), ...notHandedOn]
    assert.deepStrictEqual(
      [...variables.program.keys()].filter((name) => !known.includes(name)),
      []
    )
  })

  it("reads no variable that .env.example does not explain", () => {
    const read = new Set([...composeText.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = ""]) => name))
    const explained = [...variables.program.keys(), ...variables.compose.keys()]
    assert.deepStrictEqual(
      [...read].filter((name) => !explained.includes(name)),
      []
    )
    assert.deepStrictEqual(
      [...variables.compose.keys()].filter((name) => !read.has(name)),
      []
    )
  })

  it("contains no secret, and none that it would make up", () => {
    const isSecret = (name: string) => /PASSWORD|SECRET|TOKEN|API_KEY/.test(name) && name !== "PASSWORD_HASH_COST"
    const values = services.flatMap(([, { environment = {} }]) => Object.entries(environment))
    const secrets = values.filter(([name]) => isSecret(name))
    assert.isAbove(secrets.length, 5)
    for (const [name, value] of secrets) assert.match(value ?? "${:?", /^\$\{[A-Z_]*:\?/, name)
    const inAddresses = [...composeText.matchAll(/:\/\/[^\s/:@]+:(.+)@/g)].map(([, password = ""]) => password)
    assert.isNotEmpty(inAddresses)
    for (const password of inAddresses) assert.match(password, /^\$\{[A-Z_]+:\?[^}]*\}$/)
  })

  it("knows of each service whether it is well, except of those that end", () => {
    const ending = namesWhere(({ restart }) => restart === "no")
    assert.deepStrictEqual(ending, ["migrate", "ollama-model"])
    assert.deepStrictEqual(
      namesWhere(({ healthcheck }) => healthcheck === undefined || healthcheck.disable === true).filter(
        (name) => !ending.includes(name)
      ),
      []
    )
  })

  it("brings the database up to date before anything works on it", () => {
    for (const name of ["api", "worker"]) {
      assert.deepInclude(compose.services[name]?.depends_on, {
        migrate: { condition: "service_completed_successfully" }
      })
    }
  })

  it("waits only for what can be waited for", () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const { healthcheck, restart } = compose.services[other] ?? {}
        const ends = restart === "no"
        assert.strictEqual(condition, ends ? "service_completed_successfully" : "service_healthy", `${name}, ${other}`)
        if (!ends) assert.isDefined(healthcheck?.test, other)
      }
    }
  })

  it("runs as many of the api and of workers as one likes", () => {
    for (const name of ["api", "worker"]) {
      const { container_name, ports } = compose.services[name] ?? {}
      assert.deepStrictEqual([container_name, ports], [undefined, undefined], name)
    }
  })

  it("is reached from other machines through the proxy alone", () => {
    assert.deepStrictEqual(
      namesWhere(({ ports = [] }) => ports.some((port) => !port.startsWith("127.0.0.1:"))),
      ["nginx"]
    )
    const inside = namesWhere(({ networks = [] }) =>
      networks.every((name) => compose.networks[name]?.internal === true)
    )
    assert.deepStrictEqual(inside, ["postgres", "redis", "minio"])
  })

  it("gives no process more rights than it needs", () => {
    assert.deepStrictEqual(
      namesWhere(({ cap_drop = [] }) => !cap_drop.includes("ALL")),
      []
    )
    assert.deepStrictEqual(
      namesWhere(({ security_opt = [] }) => !security_opt.includes("no-new-privileges:true")),
      []
    )
    // The image of the program says itself who runs it; those of three others have nobody but root.
    assert.deepStrictEqual(
      namesWhere(({ user }) => user === undefined || /^(0|root)\b/.test(user)),
      [...app, "minio", "ollama", "ollama-model"]
    )
  })

  it("lets processes end what they do before it kills them", () => {
    const seconds = (name: string) => Number(variables.program.get(name))
    const grace = (name: string) => Number.parseInt(compose.services[name]?.stop_grace_period ?? "10s")
    assert.isAbove(grace("api"), seconds("SHUTDOWN_GRACE_SECONDS") + seconds("SHUTDOWN_DELAY_SECONDS") + 5)
    assert.isAbove(grace("nginx"), seconds("SHUTDOWN_GRACE_SECONDS"))
    assert.isAbove(grace("worker"), seconds("WORKER_DRAIN_SECONDS") + 5)
  })

  it("keeps what must not be lost in volumes, and mounts files that are there", () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(":")[0] ?? ""))
    const files = mounts.filter((source) => source.startsWith("./"))
    assert.deepStrictEqual(
      files.filter((file) => !existsSync(file)),
      []
    )
    assert.deepStrictEqual(
      mounts.filter((source) => !source.startsWith("./")).toSorted(),
      Object.keys(compose.volumes).toSorted()
    )
  })

  it("fetches a model where one is asked for and not there yet", () => {
    const fetched = (provider: string, isThere: boolean) => {
      const script = (compose.services["ollama-model"]?.command?.[0] ?? "").replaceAll("$$", "$")
      const ollama = `ollama() { [ "$1" = pull ] && echo "$2"; ${isThere ? "true" : '[ "$1" = pull ]'}; }`
      return runTool("sh", ["-c", `${ollama}; PROVIDER=${provider}; MODEL=mistral; ${script}`])
    }
    assert.deepStrictEqual(fetched("ollama", false), { succeeded: true, output: "mistral\n" })
    assert.deepStrictEqual(fetched("ollama", true), { succeeded: true, output: "" })
    assert.deepStrictEqual(fetched("extractive", false), { succeeded: true, output: "" })
  })

  it("lets Redis keep everything, on disk", () => {
    const command = compose.services["redis"]?.command?.join(" ") ?? ""
    assert.include(command, "--maxmemory-policy noeviction")
    assert.include(command, "--appendonly yes")
  })

  it("takes nothing from a registry but by version, and the program by its own", () => {
    const program: { version: string; devDependencies: Record<string, string> } = JSON.parse(textOf("package.json"))
    const bases = ["Dockerfile", "otel/Dockerfile"].flatMap((file) =>
      [...textOf(file).matchAll(/^(?:FROM |COPY --from=)(\S+:\S+)/gm)].map(([, image = ""]) => image)
    )
    const images = [...bases, ...services.map(([, { image = "none" }]) => image)]
    assert.isAbove(bases.length, 3)
    for (const image of images) assert.match(image, /:(v?\d+\.\d+\.\d+|RELEASE\.\d{4}-\d\d-\d\dT)/)
    for (const name of app) assert.strictEqual(compose.services[name]?.image, `luminalib:${program.version}`)
    assert.include(bases, `node:${program.devDependencies["node"]}-bookworm-slim`)
  })
})

describe("the image", () => {
  const dockerfile = textOf("Dockerfile")
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = ""]) => names.split(" "))

  it("is made of files that are there and that .dockerignore lets through", () => {
    const let_through =
      textOf(".dockerignore")
        .match(/^!.+$/gm)
        ?.map((line) => line.slice(1)) ?? []
    assert.isAbove(copied.length, 5)
    assert.deepStrictEqual([...new Set(copied)].toSorted(), let_through.toSorted())
    for (const file of copied) assert.isTrue(existsSync(file), file)
  })

  it("runs without root, hears signals itself and can be asked whether it is alive", () => {
    assert.match(dockerfile, /^USER [1-9]\d*:\d+$/m)
    assert.match(dockerfile, /^CMD \["node", "src\/app\/main\.ts", "serve"\]$/m)
    assert.match(dockerfile, /^HEALTHCHECK /m)
  })

  it("brings the page where the server looks for it, and not what builds it", () => {
    assert.match(dockerfile, /^COPY --from=page \/app\/dist dist$/m)
    const last = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "))
    assert.notInclude(last, "npm")
    assert.include(last, "COPY --from=dependencies /app/node_modules node_modules")
    assert.isTrue(Context.get(Context.empty(), PageDirectory).endsWith("/dist/web"))
  })

  it("sets only variables that the program reads", () => {
    const [, block = ""] = /^ENV ((?:.*\\\n)*.*)$/m.exec(dockerfile) ?? []
    const names = [...block.matchAll(/([A-Z_]+)=/g)].map(([, name = ""]) => name)
    assert.isAbove(names.length, 5)
    assert.deepStrictEqual(
      names.filter((name) => !variables.program.has(name)),
      []
    )
  })
})

describeWithTool("docker", ["compose", "version"])("docker compose itself", () => {
  it("accepts the file with the secrets that it asks for, and not without", () => {
    const config = (secrets: Record<string, string>) =>
      runTool("docker", ["compose", "--env-file", "/dev/null", "config", "--quiet"], {
        env: { PATH: env["PATH"] ?? "", ...secrets }
      })
    const asked = [...composeText.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name = ""]) => [name, "a"] as const)
    const accepted = config(Object.fromEntries(asked))
    assert.isTrue(accepted.succeeded, accepted.output)
    assert.include(config({}).output, "set it in .env")
  })
})
