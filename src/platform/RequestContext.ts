import { Context } from "effect"

/** What is known of the request being answered. */
export interface RequestContext {
  /** The caller's `X-Request-Id` if it is a sane one, else ours. */
  readonly id: string
  /** What the caller's program says it is. */
  readonly userAgent: string | undefined
  /** Who asks, once that is proven: noted for the log line of the request. */
  who: { readonly userId: string; readonly organizationId: string } | undefined
}

/** The request the current fiber answers. Outside of requests there is none: an id of `-`. */
export const RequestContext = Context.Reference<RequestContext>("luminalib/platform/RequestContext", {
  defaultValue: () => ({ id: "-", userAgent: undefined, who: undefined })
})
