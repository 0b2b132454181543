import { Buffer } from "node:buffer"

/**
 * The few messages of the PostgreSQL wire protocol that the multiplexer must understand or write itself.
 * **Source:** PostgreSQL documentation, "Frontend/Backend Protocol", message formats.
 */

/** First byte of the frontend messages that mean something to the multiplexer. */
export const Frontend = { parse: 0x50, bind: 0x42, close: 0x43, sync: 0x53, query: 0x51, terminate: 0x58 }

/** First byte of the backend messages that mean something to the multiplexer. */
export const Backend = { notification: 0x41, readyForQuery: 0x5a }

/** Request code that stands where a startup message has its protocol version. */
export const cancelRequestCode = 80877102

const text = (value: string) => Buffer.from(`${value}\0`)

const int32 = (...values: ReadonlyArray<number>) => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes.writeInt32BE(value, index * 4))
  return bytes
}

const message = (type: string, body: Buffer) => Buffer.concat([Buffer.from(type), int32(body.length + 4), body])

export const sync = message("S", Buffer.alloc(0))

/** ReadyForQuery of a session that is in no transaction. */
export const readyForQuery = message("Z", Buffer.from("I"))

/** A simple query: one message that is a whole cycle. */
export const query = (sql: string) => message("Q", text(sql))

export const closeStatement = (name: string) => message("C", Buffer.concat([Buffer.from("S"), text(name)]))

/** A Parse message with another statement text under the same name and parameter types. */
export const parse = (name: string, sql: string, parameterTypes: Uint8Array) =>
  message("P", Buffer.concat([text(name), text(sql), parameterTypes]))

export const errorResponse = (severity: "ERROR" | "FATAL", sqlState: string, reason: string) =>
  message(
    "E",
    Buffer.concat([text(`S${severity}`), text(`V${severity}`), text(`C${sqlState}`), text(`M${reason}`), text("")])
  )

/** What a server answers to a startup message that needs no password; `processId` is what a CancelRequest names. */
export const welcome = (processId: number) =>
  Buffer.concat([
    message("R", int32(0)),
    message("S", Buffer.concat([text("client_encoding"), text("UTF8")])),
    message("S", Buffer.concat([text("TimeZone"), text("UTC")])),
    message("K", int32(processId, 0)),
    readyForQuery
  ])

/** The zero-terminated string at `offset`, and where the next field begins. */
export const readText = (bytes: Buffer, offset: number): { readonly value: string; readonly next: number } => {
  const end = bytes.indexOf(0, offset)
  return { value: bytes.toString("utf8", offset, end), next: end + 1 }
}

/** Length of the message at `offset`, its type byte included; undefined while its head has not arrived. */
export const messageLength = (bytes: Buffer, offset: number): number | undefined =>
  offset + 5 <= bytes.length ? bytes.readInt32BE(offset + 1) + 1 : undefined
