import { Effect, Option } from "effect"
import { connect } from "node:net"

const defaultPorts: Record<string, number> = {
  "http:": 80,
  "https:": 443,
  "postgres:": 5432,
  "postgresql:": 5432,
  "redis:": 6379,
  "rediss:": 6379
}

/** `host:port` of a URL that names a host; none of any other text, and of addresses that are files. */
export const addressOf = (text: string): Option.Option<{ readonly host: string; readonly port: number }> => {
  if (!URL.canParse(text)) return Option.none()
  const { hostname, port, protocol } = new URL(text)
  const number = port === "" ? defaultPorts[protocol] : Number(port)
  return hostname === "" || number === undefined
    ? Option.none()
    : Option.some({ host: hostname.replace(/^\[|\]$/g, ""), port: number })
}

/** Empty where somebody takes the connection, which is given up at once. */
const attempt = (host: string, port: number) =>
  Effect.callback<string>((resume) => {
    const socket = connect({ host, port })
    const answer = (reason: string) => {
      socket.destroy()
      resume(Effect.succeed(reason))
    }
    socket.once("connect", () => answer(""))
    socket.once("error", (error) => answer("code" in error ? String(error.code) : error.message))
    return Effect.sync(() => socket.destroy())
  })

/**
 * Why nothing can be reached at the address, in words; none where something listens, or where there is nothing to ask.
 * Answers within 2 s, so that nobody waits for the patience of a client.
 */
export const silenceAt = (url: string): Effect.Effect<Option.Option<string>> =>
  Option.match(addressOf(url), {
    onNone: () => Effect.succeedNone,
    onSome: ({ host, port }) =>
      attempt(host, port).pipe(
        Effect.timeoutOrElse({ duration: "2 seconds", orElse: () => Effect.succeed("no answer within 2 s") }),
        Effect.map((reason) =>
          reason === "" ? Option.none() : Option.some(`nothing can be reached at ${host}:${port} (${reason})`)
        )
      )
  })
