import { Effect, Schema } from "effect"
import { request } from "node:http"
import { connect } from "node:net"

/** A request as it is written, without any client's help. */
export interface WireRequest {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** What came back, and after how many milliseconds. */
export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly text: string
  readonly ms: number
}

/** Sends a request over a connection of its own. A connection that ends without an answer has status 0. */
export const send = (baseUrl: string, { body, headers = {}, method = "GET", path }: WireRequest) =>
  Effect.callback<WireAnswer>((resume) => {
    const start = performance.now()
    const { hostname, port } = new URL(baseUrl)
    const answer = (status: number, headers: WireAnswer["headers"], text: string) =>
      resume(Effect.succeed({ status, headers, text, ms: performance.now() - start }))
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Array<Buffer> = []
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.on("end", () => answer(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString()))
      response.on("error", () => answer(0, {}, ""))
    })
    // A refusal may close the connection while the body is still being written: the answer counts, if there is one.
    sent.on("error", () => setImmediate(() => answer(0, {}, "")))
    sent.end(body)
    return Effect.sync(() => sent.destroy())
  })

/** Writes bytes to the server's port, and answers all it writes back until it closes the connection. */
export const sendRaw = (baseUrl: string, bytes: string | Uint8Array) =>
  Effect.callback<string>((resume) => {
    const { hostname, port } = new URL(baseUrl)
    let text = ""
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes))
    socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")))
    socket.on("error", () => {})
    socket.on("close", () => resume(Effect.succeed(text)))
    return Effect.sync(() => socket.destroy())
  })

const statusLine = /HTTP\/1\.1 (\d{3}) /g

/** The answers in what a connection gave back; of the first one also what it says. */
export const answersIn = (text: string) => ({
  statuses: [...text.matchAll(statusLine)].map(([, status]) => Number(status)),
  head: text.slice(0, text.indexOf("\r\n\r\n")),
  body: text.slice(text.indexOf("\r\n\r\n") + 4)
})

/** What every problem says. */
export const Problem = Schema.Struct({
  type: Schema.String,
  title: Schema.String,
  status: Schema.Int,
  code: Schema.String,
  requestId: Schema.String,
  instance: Schema.optionalKey(Schema.String),
  errors: Schema.optionalKey(
    Schema.Array(Schema.Struct({ pointer: Schema.String, message: Schema.String, code: Schema.String }))
  )
})
export const problemIn = Schema.decodeUnknownSync(Schema.fromJsonString(Problem))

/** One part of a form. */
export interface Part {
  readonly name: string
  readonly filename?: string
  readonly type?: string
  readonly content: string | Uint8Array
}

/** A form, byte for byte: names are written as they are. */
export const multipart = (parts: ReadonlyArray<Part>, boundary = "----a-boundary-of-this-test") => ({
  headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
  body: Buffer.concat([
    ...parts.flatMap(({ content, filename, name, type }) => [
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="${name}"` +
          (filename === undefined ? "" : `; filename="${filename}"`) +
          (type === undefined ? "" : `\r\ncontent-type: ${type}`) +
          "\r\n\r\n"
      ),
      Buffer.from(content),
      Buffer.from("\r\n")
    ]),
    Buffer.from(`--${boundary}--\r\n`)
  ])
})
