import { IncomingMessage } from "node:http"
import { Option } from "effect"
import type { HttpServerRequest } from "effect/http"

/** What of a request is decided before any call of ours sees it: its first line, and its header lines as they came. */
export interface RequestForm {
  readonly method: string
  /** As it was sent: a path, as a rule. */
  readonly target: string
  readonly httpVersion: string
  /** Name, value, name, value: repeated ones are folded away elsewhere. */
  readonly rawHeaders: ReadonlyArray<string>
}

/** Why a request is refused whatever it asks for. */
export type Refusal = "BAD_REQUEST" | "MALFORMED_HEADER" | "METHOD_NOT_ALLOWED"

export const spokenMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const
const spoken: ReadonlySet<string> = new Set(spokenMethods)

const valuesOf = ({ rawHeaders }: RequestForm, name: string): ReadonlyArray<string> =>
  rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name)

/** Of these only one counts, and which would depend on who reads it. */
const single = ["host", "authorization", "content-type", "idempotency-key"]

/** A target with an authority must be for the host the request names. Source: RFC 9112, section 3.2. */
const isForUs = (form: RequestForm): boolean => {
  if (form.target.startsWith("/")) return true
  const authority = /^https?:\/\/([^/?#]+)/i.exec(form.target)?.[1]
  return authority !== undefined && authority.toLowerCase() === valuesOf(form, "host")[0]?.toLowerCase()
}

/** What is wrong with the form of a request, if anything. */
export const refusalOf = (form: RequestForm): Refusal | undefined => {
  if (form.httpVersion === "0.9") return "BAD_REQUEST"
  if (single.some((name) => valuesOf(form, name).length > 1)) return "MALFORMED_HEADER"
  if (form.httpVersion === "1.1" && valuesOf(form, "host").length === 0) return "MALFORMED_HEADER"
  if (!isForUs(form)) return "BAD_REQUEST"
  return spoken.has(form.method) ? undefined : "METHOD_NOT_ALLOWED"
}

/** As Node has it; none where a request is not Node's. */
export const formOf = ({ method, source }: HttpServerRequest.HttpServerRequest): Option.Option<RequestForm> =>
  source instanceof IncomingMessage
    ? Option.some({
        method,
        target: source.url ?? "",
        httpVersion: source.httpVersion,
        rawHeaders: source.rawHeaders
      })
    : Option.none()
