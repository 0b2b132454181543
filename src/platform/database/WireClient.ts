import { Buffer } from "node:buffer"
import * as Wire from "./WireMessages.ts"

/** Where the bytes for one client connection go. */
export interface Sink {
  readonly push: (bytes: Uint8Array) => void
  readonly close: () => void
}

/** What a connection wants from the multiplexer that it belongs to. */
export interface WireClientEvents {
  /** A whole cycle (up to Sync, or one simple query) has been added to `cycles`. */
  readonly onCycle: (client: WireClient) => void
  /** Somebody asks that the connection with this id be cancelled. */
  readonly onCancel: (id: number) => void
}

interface Listening {
  readonly channel: string
  readonly on: boolean
}

const listenStatement = /^(un)?listen\s+"(.+)"$/i
const longestListenStatement = 160

/**
 * One client connection as the multiplexer sees it: cuts its bytes into complete cycles and keeps what belongs to this
 * connection alone although all share one session, which is its prepared statements and the channels it listens to.
 */
export class WireClient {
  readonly id: number
  readonly sink: Sink
  readonly statements = new Set<string>()
  readonly channels = new Set<string>()
  /** Complete cycles that wait for their turn. */
  readonly cycles: Array<Buffer> = []
  closed = false
  readonly #events: WireClientEvents
  readonly #listenings = new Map<string, Listening>()
  #input: Buffer = Buffer.alloc(0)
  #messages: Array<Buffer> = []
  #started = false

  constructor(id: number, sink: Sink, events: WireClientEvents) {
    this.id = id
    this.sink = sink
    this.#events = events
  }

  /** Takes the next bytes from the client, however they were cut. */
  receive(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    this.#input = this.#input.length === 0 ? bytes : Buffer.concat([this.#input, bytes])
    if (!this.#started && !this.#start()) return
    let offset = 0
    for (;;) {
      const length = Wire.messageLength(this.#input, offset)
      if (length === undefined || offset + length > this.#input.length) break
      this.#accept(this.#input.subarray(offset, offset + length))
      offset += length
    }
    this.#input = this.#input.subarray(offset)
  }

  /** Handles the first packet, which has no type byte. */
  #start(): boolean {
    if (this.#input.length < 8) return false
    const length = this.#input.readInt32BE(0)
    if (this.#input.length < length) return false
    if (this.#input.readInt32BE(4) === Wire.cancelRequestCode) {
      this.#events.onCancel(this.#input.readInt32BE(8))
      this.sink.close()
      return false
    }
    this.#input = this.#input.subarray(length)
    this.#started = true
    this.sink.push(Wire.welcome(this.id))
    return true
  }

  #accept(message: Buffer): void {
    const type = message[0]
    if (type === Wire.Frontend.terminate) return this.sink.close()
    this.#messages.push(type === Wire.Frontend.parse ? this.#parse(message) : message)
    if (type === Wire.Frontend.bind) this.#bind(message)
    if (type === Wire.Frontend.close) this.#forget(message)
    if (type !== Wire.Frontend.sync && type !== Wire.Frontend.query) return
    this.cycles.push(Buffer.concat(this.#messages))
    this.#messages = []
    this.#events.onCycle(this)
  }

  /**
   * LISTEN counts for the whole session, so UNLISTEN must not reach it while other connections may listen. It is
   * replaced by LISTEN, which is harmless: a notification for nobody is dropped by the multiplexer.
   */
  #parse(message: Buffer): Buffer {
    const name = Wire.readText(message, 5)
    if (name.value !== "") this.statements.add(name.value)
    this.#listenings.delete(name.value)
    if (message.indexOf(0, name.next) - name.next > longestListenStatement) return message
    const sql = Wire.readText(message, name.next)
    const match = listenStatement.exec(sql.value)
    if (match?.[2] === undefined) return message
    const on = match[1] === undefined
    this.#listenings.set(name.value, { channel: match[2].replaceAll('""', '"'), on })
    return on ? message : Wire.parse(name.value, `LISTEN "${match[2]}"`, message.subarray(sql.next))
  }

  /** A prepared LISTEN is parsed once and bound many times: only Bind says that it runs. */
  #bind(message: Buffer): void {
    const portal = Wire.readText(message, 5)
    const listening = this.#listenings.get(Wire.readText(message, portal.next).value)
    if (listening === undefined) return
    if (listening.on) this.channels.add(listening.channel)
    else this.channels.delete(listening.channel)
  }

  #forget(message: Buffer): void {
    if (message[5] !== 0x53) return
    const { value } = Wire.readText(message, 6)
    this.statements.delete(value)
    this.#listenings.delete(value)
  }
}
