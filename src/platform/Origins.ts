import { Config, Effect } from "effect"
import type { Headers } from "effect/http"

/** As browsers write it: the host of an origin, without the port that goes without saying. None for `null` and nonsense. */
const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined)

/**
 * Whether the page that called is one of ours: its origin is the host that was asked. The scheme is not compared, since a
 * proxy in front may be the one who speaks TLS.
 */
const isOwn = (headers: Headers.Headers): boolean => {
  const { host, origin = "" } = headers
  const own = hostOf(origin)
  if (host === undefined || own === undefined || own === "") return false
  return own === hostOf(`${new URL(origin).protocol}//${host}`)
}

/** Which pages browsers may call us from. `CORS_ORIGINS` (none): those of others that may, with commas between. */
export const origins = Effect.gen(function* () {
  const text = yield* Config.String("CORS_ORIGINS").pipe(Config.withDefault(""))
  const listed = new Set(text.split(",").map((origin) => origin.trim()))
  listed.delete("")
  /** Whether the page is one of `CORS_ORIGINS`. */
  const isListed = ({ origin }: Headers.Headers): boolean => origin !== undefined && listed.has(origin)
  return {
    isListed,
    has: (origin: string): boolean => listed.has(origin),
    /** Whether the page is ours or listed, or no page asks: who is no browser names no origin. */
    isKnown: (headers: Headers.Headers): boolean =>
      headers["origin"] === undefined || isOwn(headers) || isListed(headers)
  }
})
