/** The contract as a document, beside the calls that it describes. */
export const openApiPath = "/api/openapi.json"
/** The same for people. */
export const docsPath = "/api/docs"
/** What operators' systems read, on a listener of its own or here. */
export const metricsPath = "/metrics"

const quiet: ReadonlySet<string> = new Set(["/api/health", "/api/ready", metricsPath])

/** Where files of the page lie whose names change with what they say. */
export const assetsPath = "/assets/"

/** Whether machines ask this every few seconds, or browsers with every page: then it is no news that they did. */
export const isQuiet = (path: string): boolean => quiet.has(path) || path.startsWith(assetsPath)

/** The path of a request, without what it asks for. Of targets that are no path, nothing is repeated. */
export const pathOf = ({ url }: { readonly url: string }): string =>
  url.startsWith("/") ? url.replace(/\?.*$/s, "") : "/"
