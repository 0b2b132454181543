import { Buffer } from "node:buffer"
import { type Sink, WireClient } from "./WireClient.ts"
import * as Wire from "./WireMessages.ts"

/** One client connection, from the client's side. */
export interface Port {
  readonly data: (chunk: Uint8Array) => void
  readonly close: () => void
}

export interface WireMultiplexerOptions {
  /** Runs complete frontend messages in the one session and returns every backend byte that they produced. */
  readonly execute: (messages: Uint8Array) => Uint8Array | Promise<Uint8Array>
  /** Told once if `execute` throws or answers incompletely: the session is lost, and with it every connection. */
  readonly onFailure: (cause: unknown) => void
  /**
   * A transaction that says nothing for this long while others wait is ended with 25P03, since in one session it would
   * block everything. Milliseconds, default 10,000.
   */
  readonly idleInTransactionMillis?: number
}

/**
 * Lets many PostgreSQL clients share one session. Cycles run one at a time in the order of arrival; a connection that
 * opens a transaction keeps the session until it ends. A running statement cannot be cancelled, a waiting one can.
 */
export class WireMultiplexer {
  readonly #options: WireMultiplexerOptions
  readonly #idleMillis: number
  readonly #clients = new Set<WireClient>()
  readonly #queue: Array<WireClient> = []
  /** Frees the statements of connections that are gone; belongs to no client. */
  readonly #janitor = this.#makeClient(0, { push: () => {}, close: () => {} })
  #lastId = 0
  #running = false
  #stopped = false
  #owner: WireClient | undefined
  #idleTimer: NodeJS.Timeout | undefined

  constructor(options: WireMultiplexerOptions) {
    this.#options = options
    this.#idleMillis = options.idleInTransactionMillis ?? 10_000
  }

  /** Opens a connection whose answers go to `sink`. */
  open(sink: Sink): Port {
    const client = this.#makeClient(++this.#lastId, sink)
    if (this.#stopped) sink.close()
    else this.#clients.add(client)
    return { data: (chunk) => client.receive(chunk), close: () => this.#close(client) }
  }

  /** Runs nothing any more: to be called before the engine is closed. */
  stop(): void {
    this.#stopped = true
  }

  #makeClient(id: number, sink: Sink): WireClient {
    return new WireClient(id, sink, {
      onCycle: (client) => {
        if (this.#owner !== client && client.cycles.length === 1) this.#queue.push(client)
        void this.#pump()
      },
      onCancel: (target) => this.#cancel(target)
    })
  }

  async #pump(): Promise<void> {
    if (this.#running || this.#stopped) return
    this.#running = true
    try {
      // Asked without a pause before it ends: what arrives in a pause would wait for the next one to arrive.
      while (this.#hasNext()) await this.#runNext()
    } catch (cause) {
      this.#fail(cause)
    }
    this.#running = false
    this.#watchOwner()
  }

  #hasNext(): boolean {
    if (this.#stopped) return false
    if (this.#owner === undefined) return this.#queue.length > 0
    return this.#owner.closed || this.#owner.cycles.length > 0
  }

  /** Runs one cycle, if there is one. */
  async #runNext(): Promise<void> {
    if (this.#owner?.closed === true) {
      await this.#options.execute(Wire.query("ROLLBACK"))
      this.#owner = undefined
    }
    const client = this.#owner ?? this.#queue.shift()
    const cycle = client?.cycles.shift()
    if (client === undefined || cycle === undefined) return
    const { reply, status } = this.#route(await this.#options.execute(cycle))
    // Every cycle is answered up to ReadyForQuery by an engine that is still sound.
    if (status === undefined) throw new Error("the engine broke off in the middle of an answer")
    if (!client.closed) client.sink.push(reply)
    this.#owner = status === "I" ? undefined : client
    if (this.#owner === undefined && client.cycles.length > 0) this.#queue.push(client)
  }

  /** Takes the notifications out of what the session said and hands them to whoever listens. */
  #route(output: Uint8Array): { readonly reply: Buffer; readonly status: string | undefined } {
    const bytes = Buffer.from(output.buffer, output.byteOffset, output.byteLength)
    const parts: Array<Buffer> = []
    let status: string | undefined
    let start = 0
    let offset = 0
    for (;;) {
      const length = Wire.messageLength(bytes, offset)
      if (length === undefined) break
      const end = offset + length
      if (bytes[offset] === Wire.Backend.readyForQuery) status = bytes.toString("latin1", offset + 5, offset + 6)
      if (bytes[offset] === Wire.Backend.notification) {
        parts.push(bytes.subarray(start, offset))
        this.#notify(bytes.subarray(offset, end))
        start = end
      }
      offset = end
    }
    parts.push(bytes.subarray(start))
    return { reply: parts.length === 1 ? bytes : Buffer.concat(parts), status }
  }

  #notify(notification: Buffer): void {
    const channel = Wire.readText(notification, 9).value
    for (const client of this.#clients) if (client.channels.has(channel)) client.sink.push(notification)
  }

  #watchOwner(): void {
    clearTimeout(this.#idleTimer)
    const owner = this.#owner
    if (owner === undefined || this.#stopped) return
    this.#idleTimer = setTimeout(() => {
      if (owner !== this.#owner || this.#running || owner.cycles.length > 0) return
      if (this.#queue.length === 0) return this.#watchOwner()
      const reason = "the embedded database has one session: a transaction was idle while other work waited"
      owner.sink.push(Wire.errorResponse("FATAL", "25P03", reason))
      owner.sink.close()
      this.#close(owner)
    }, this.#idleMillis)
    this.#idleTimer.unref()
  }

  #cancel(id: number): void {
    const index = this.#queue.findIndex((client) => client.id === id)
    const client = this.#queue[index]
    if (client === undefined) return
    this.#queue.splice(index, 1)
    const error = Wire.errorResponse("ERROR", "57014", "canceling statement due to user request")
    for (const _ of client.cycles.splice(0)) client.sink.push(Buffer.concat([error, Wire.readyForQuery]))
  }

  #close(client: WireClient): void {
    if (client.closed) return
    client.closed = true
    client.cycles.length = 0
    this.#clients.delete(client)
    if (client.statements.size > 0) {
      this.#janitor.cycles.push(Buffer.concat([...Array.from(client.statements, Wire.closeStatement), Wire.sync]))
      if (!this.#queue.includes(this.#janitor)) this.#queue.push(this.#janitor)
    }
    void this.#pump()
  }

  #fail(cause: unknown): void {
    this.#stopped = true
    for (const client of this.#clients) client.sink.close()
    this.#options.onFailure(cause)
  }
}
