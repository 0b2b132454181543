import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer } from "effect"
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Database } from "#platform/Database.ts"
import { openBackend } from "#platform/database/EmbeddedBackend.ts"
import { wireDuplex } from "#platform/database/WireDuplex.ts"
import { WireMultiplexer } from "#platform/database/WireMultiplexer.ts"
import { migrate } from "#platform/Migrations.ts"
import { sqlDirectory, sqlFingerprint } from "./SqlFingerprint.ts"

export { sqlDirectory }
const folder = join(tmpdir(), "luminalib-test-templates")
const hourMillis = 3_600_000

type Backend = Awaited<ReturnType<typeof openBackend>>

/** The same services as a running program has, over an engine in this thread. */
export const layerBackend = (backend: Backend) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const multiplexer = new WireMultiplexer({
        execute: (messages) => backend.execProtocolRawSync(messages),
        onFailure: (cause) => setImmediate(() => Promise.reject(cause))
      })
      yield* Effect.addFinalizer(() => Effect.sync(() => multiplexer.stop()))
      const stream = wireDuplex((sink) => multiplexer.open(sink))
      return Database.layerFrom({ embedded: { stream, lost: Effect.never } })
    })
  )

const build = async (migrated: boolean): Promise<Blob> => {
  const backend = await openBackend("memory://", migrated ? await embeddedTemplate({ migrated: false }) : undefined)
  const services = Layer.merge(layerBackend(backend), NodeServices.layer)
  if (migrated) await Effect.runPromise(Effect.provide(migrate(sqlDirectory), services))
  const template = await backend.dumpDataDir("none")
  await backend.close()
  return template
}

/** Templates of earlier states of sql/ are of no use to anybody. */
const removeOlder = async (template: string) => {
  const { mtimeMs } = await stat(join(folder, template))
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found !== undefined && mtimeMs - found.mtimeMs > hourMillis) await rm(path, { force: true })
  }
}

/**
 * A data directory as one file, made once per state of sql/ and kept in the temporary folder: opening it takes 0.5 s,
 * making it 4 s. Two test processes that make it at once do double work, no harm.
 */
export const embeddedTemplate = async (options: { readonly migrated: boolean }): Promise<Blob> => {
  const name = `${options.migrated ? "migrated" : "empty"}-${await sqlFingerprint(options.migrated)}.tar`
  const path = join(folder, name)
  const known = await readFile(path).catch(() => undefined)
  if (known !== undefined) return new Blob([known])
  const template = await build(options.migrated)
  await mkdir(folder, { recursive: true })
  const draft = join(folder, crypto.randomUUID())
  await writeFile(draft, template.stream())
  await rename(draft, path)
  await removeOlder(name)
  return template
}
