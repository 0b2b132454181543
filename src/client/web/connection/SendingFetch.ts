/** What a call takes to send its request. */
type Fetch = typeof globalThis.fetch

const headersOf = (text: string) => {
  const headers = new Headers()
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":")
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  return headers
}

const bodiless = new Set([204, 205, 304])
const bodyOf = (body: BodyInit | null | undefined) => (body instanceof ReadableStream ? null : (body ?? null))

/**
 * Sends a request so that one can see how much of it has gone out, which `fetch` does not tell. `onSent` is given a share,
 * 0..1, of the bytes.
 */
export const sendingFetch =
  (onSent: (share: number) => void): Fetch =>
  (input, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open(init?.method ?? "GET", input instanceof Request ? input.url : input)
      request.responseType = "arraybuffer"
      for (const [name, value] of new Headers(init?.headers)) request.setRequestHeader(name, value)
      request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
        if (lengthComputable && total > 0) onSent(loaded / total)
      })
      request.addEventListener("load", () => {
        const { response, status, statusText } = request
        const headers = headersOf(request.getAllResponseHeaders())
        resolve(new Response(bodiless.has(status) ? null : response, { headers, status, statusText }))
      })
      request.addEventListener("error", () => reject(new TypeError("the request could not be sent")))
      request.addEventListener("abort", () => reject(new DOMException("the request was stopped", "AbortError")))
      init?.signal?.addEventListener("abort", () => request.abort())
      request.send(bodyOf(init?.body))
    })
