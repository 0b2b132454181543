/** What the tests use of the in-process S3 server, which comes without types. */
declare module "@20minutes/s3rver" {
  import type { IncomingMessage } from "node:http"
  import type { AddressInfo } from "node:net"
  import type { Readable } from "node:stream"

  export interface Context {
    readonly method: string
    readonly path: string
    readonly url: string
    readonly query: Readonly<Record<string, string | undefined>>
    readonly req: IncomingMessage
    status: number
    body: Readable
    respond?: boolean
  }

  export default class S3rver {
    constructor(options: {
      readonly address: string
      readonly port: number
      readonly directory: string
      readonly silent: boolean
      readonly vhostBuckets: boolean
    })
    readonly middleware: Array<(context: Context, next: () => Promise<void>) => Promise<void>>
    readonly httpServer: { closeAllConnections(): void }
    readonly store: {
      putContent(path: string, content: Readable): Promise<[size: number, md5: string]>
      getObject(
        bucket: string,
        key: string,
        range?: { readonly start?: number; readonly end?: number | string }
      ): Promise<unknown>
      listObjects(bucket: string, options: { readonly maxKeys: number }): Promise<unknown>
      getResourcePath(bucket: string, key: string | undefined, resource: string): string
    }
    on(event: "error", listener: (error: unknown) => void): this
    run(): Promise<AddressInfo>
    close(): Promise<void>
  }
}
