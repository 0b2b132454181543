import { Duplex } from "node:stream"
import type { Sink } from "./WireClient.ts"
import type { Port } from "./WireMultiplexer.ts"

/** Makes the `stream` option of a PgClient from a way to open connections: each call is one connection. */
export const wireDuplex = (open: (sink: Sink) => Port) => (): Duplex => {
  const stream: Duplex = new Duplex({
    read() {},
    write(chunk: Uint8Array, _encoding, callback) {
      port.data(chunk)
      callback()
    },
    final(callback) {
      callback()
      stream.destroy()
    },
    destroy(error, callback) {
      port.close()
      callback(error)
    }
  })
  const port = open({ push: (bytes) => stream.push(bytes), close: () => stream.destroy() })
  return stream
}
