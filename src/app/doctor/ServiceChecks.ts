import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { Config, Effect, FileSystem, Layer, Option, Stream } from "effect"
import { randomUUID } from "node:crypto"
import { SigningKey } from "#features/identity/SigningKey.ts"
import { Llm } from "#platform/Llm.ts"
import { IoRedis } from "#platform/Redis.ts"
import type { RedisEvicts } from "#platform/redis/EvictionPolicy.ts"
import { Storage } from "#platform/Storage.ts"
import { StorageKey } from "#platform/storage/StorageKey.ts"
import { addressOf, silenceAt } from "./Reachable.ts"
import { examine, fail, ok, warn } from "./Finding.ts"
import type { Profile } from "./Profile.ts"

const field = (info: string, name: string) => new RegExp(`^${name}:(\\S*)`, "m").exec(info)?.[1] ?? ""

/** The Redis that processes share: there, new enough, dropping nothing. */
const inRedis = Effect.gen(function* () {
  const { use } = yield* IoRedis
  const info = yield* use((client) => client.info())
  const version = field(info, "redis_version")
  const isNew = Number(version.split(".")[0]) >= 7
  const isKept = field(info, "aof_enabled") === "1"
  return [
    isNew ? ok("redis", `Redis ${version}`) : fail("redis", `Redis ${version} is too old`, "use Redis 7 or newer"),
    ok("redis memory", `nothing is dropped when it is full (${field(info, "maxmemory_policy")})`),
    isKept
      ? ok("redis disk", "writes are kept (append-only file)")
      : warn(
          "redis disk",
          "a restart of Redis forgets counted limits, and takes a second to find waiting work again; no job is lost",
          'set "appendonly yes" in its configuration'
        )
  ]
})

/** The program does not start on such a one. */
const dropsKeys = ({ policy, server }: RedisEvicts) =>
  fail(
    "redis memory",
    `Redis at ${server} drops keys when its memory is full (${policy})`,
    'set "maxmemory-policy noeviction" in its configuration, at once with `redis-cli CONFIG SET`'
  )

const redisFindings = Effect.provide(inRedis, Layer.fresh(IoRedis.layer)).pipe(
  Effect.catchTag("RedisEvicts", (evicts) => Effect.succeed([dropsKeys(evicts)]))
)

const withoutRedis = ({ databaseUrl }: Profile) =>
  databaseUrl !== ""
    ? warn(
        "redis",
        "none: each process dispatches and counts limits by itself",
        "set REDIS_URL where several processes run"
      )
    : ok("redis", "not needed by one process")

export const redis = (profile: Profile) =>
  examine(
    {
      name: "redis",
      remedy: "start Redis, e.g. `docker compose up -d redis`, and look at REDIS_URL",
      url: profile.redisUrl
    },
    profile.redisUrl !== "" ? redisFindings : Effect.succeed([withoutRedis(profile)])
  )

const probe = new TextEncoder().encode("A book that the doctor writes, reads and takes away again.")

/** Writes an object, reads it, and takes it away. */
const inStorage = Effect.gen(function* () {
  const storage = yield* Storage
  const key = StorageKey.make(`doctor/${randomUUID()}`)
  const read = yield* storage.put(key, Stream.make(probe)).pipe(
    Effect.andThen(
      Stream.runFold(
        storage.get(key),
        () => 0,
        (size, chunk) => size + chunk.length
      )
    ),
    Effect.ensuring(Effect.ignore(storage.remove([key])))
  )
  return read === probe.length
    ? [ok("storage", "an object was written, read and removed")]
    : [fail("storage", `${read} of ${probe.length} bytes came back`, "look at the disk or the S3 server")]
})

export const storage = ({ storageUrl }: Profile) =>
  examine(
    {
      name: "storage",
      url: storageUrl,
      remedy:
        storageUrl === ""
          ? "look at LOCAL_STORAGE_PATH or DATA_DIR"
          : "start the S3 server, make the bucket, and look at MINIO_ENDPOINT, MINIO_ACCESS_KEY, MINIO_SECRET_KEY, STORAGE_BUCKET"
    },
    Effect.provide(inStorage, Layer.fresh(Storage.layer))
  )

const modelRemedies = {
  extractive: "look at EXTRACTIVE_TIMEOUT_SECONDS",
  ollama: "start Ollama (`ollama serve`), pull the model (`ollama pull`), and look at OLLAMA_BASE_URL and OLLAMA_MODEL",
  openai: "look at OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL"
} as const

/** Whether the model could answer. Costs no tokens. */
const inModel = Effect.gen(function* () {
  const { check, info } = yield* Llm
  const name = info.provider === "extractive" ? "extractive, no model needed" : `${info.model} at ${info.provider}`
  return yield* check.pipe(
    Effect.as([ok("model", name)]),
    Effect.catchTag("LlmError", ({ message }) =>
      Effect.succeed([fail("model", message, `${modelRemedies[info.provider]}; until then summaries wait`)])
    )
  )
})

export const model = examine(
  { name: "model", remedy: "look at LLM_PROVIDER and the variables of that provider" },
  Effect.provide(inModel, Layer.fresh(Llm.layer))
)

const inSecret = SigningKey.pipe(
  Effect.as([ok("secret", "long enough")]),
  Effect.provide(Layer.provide(Layer.fresh(SigningKey.layer), NodeCrypto.layer))
)

/** The signing key: as long as it must be, and for its owner's eyes only where it is kept in a file. */
export const secret = (profile: Profile) =>
  examine(
    { name: "secret", remedy: "set JWT_SECRET_KEY to the output of `openssl rand -base64 48`" },
    Effect.gen(function* () {
      if (profile.hasSecret || profile.databaseUrl !== "") return yield* inSecret
      const fs = yield* FileSystem.FileSystem
      const file = `${profile.dataDirectory}/secret.key`
      if (!(yield* fs.exists(file))) return [ok("secret", "made at the first start")]
      const { mode } = yield* fs.stat(file)
      return (mode & 0o077) === 0
        ? yield* inSecret
        : [warn("secret", `${file} can be read by others`, `run \`chmod 600 ${file}\``)]
    })
  )

/** OTEL_EXPORTER_OTLP_ENDPOINT. Work goes on without: nothing that is missing there is more than a warning. */
export const traces = examine(
  { name: "traces", remedy: "look at OTEL_EXPORTER_OTLP_ENDPOINT" },
  Effect.gen(function* () {
    const endpoint = yield* Config.String("OTEL_EXPORTER_OTLP_ENDPOINT").pipe(Config.withDefault(""))
    if (endpoint === "") return [ok("traces", "none leave")]
    if (Option.isNone(addressOf(endpoint))) {
      return [fail("traces", "OTEL_EXPORTER_OTLP_ENDPOINT is no URL", "set it to e.g. http://localhost:4318")]
    }
    return Option.match(yield* silenceAt(endpoint), {
      onNone: () => [ok("traces", `a collector listens at ${endpoint}`)],
      onSome: (silence) => [warn("traces", silence, "start the collector; until then traces are lost, nothing else")]
    })
  })
)
