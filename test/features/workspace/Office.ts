import { assert } from "@effect/vitest"
import { Context, Effect, Layer, Schedule, type Scope, Tracer } from "effect"
import { SqlClient } from "effect/sql"
import type { DocumentId, DocumentStatus, Visibility } from "#contract/workspace/Document.ts"
import { Storage } from "#platform/Storage.ts"
import { formOf, visitor } from "../../support/Library.ts"
import { listening } from "../../support/Statements.ts"
import { type Environment, layerTestServices, startServer } from "../../support/TestServer.ts"
import { multipart, type Part, problemIn, send, type WireRequest } from "../../support/Wire.ts"

type Visitor = Effect.Success<ReturnType<typeof visitor>>

/** Somebody in a library, with the calls they make. */
export interface Person extends Pick<Visitor, "api"> {
  readonly id: string
  readonly organizationId: string
  readonly token: string
}

/** A server with a library, and people in it and in another one. */
export class Office extends Context.Service<
  Office,
  {
    readonly baseUrl: string
    readonly admin: Person
    readonly ann: Person
    readonly bob: Person
    /** Admin of another library. */
    readonly stranger: Person
    readonly sql: SqlClient.SqlClient
    readonly storage: Storage["Service"]
    /** Statements that the process has sent. */
    readonly statements: Array<string>
  }
>()("test/Office") {}

const newPerson = Effect.fnUntraced(function* (baseUrl: string, name: string, library?: string) {
  const { api, signUp } = yield* visitor(baseUrl)
  const { accessToken, user } = yield* signUp(`${name}@example.org`, library)
  const person: Person = { api, id: user.id, organizationId: user.organizationId, token: accessToken }
  return person
})

/** Another reader of the library. */
export const newReader = Effect.flatMap(Office, ({ baseUrl }) => newPerson(baseUrl, crypto.randomUUID()))

/** `worker`: whether what is asked for is done. */
export const layerOffice = (profile: Effect.Effect<Environment, unknown, Scope.Scope>, worker: boolean) =>
  Layer.effect(
    Office,
    Effect.gen(function* () {
      const statements: Array<string> = []
      const { baseUrl, context } = yield* startServer({ ...(yield* profile), MAX_UPLOAD_MB: "1" }, { worker }).pipe(
        Effect.provideService(Tracer.Tracer, listening(statements))
      )
      return Office.of({
        baseUrl,
        admin: yield* newPerson(baseUrl, "ada"),
        ann: yield* newPerson(baseUrl, "ann"),
        bob: yield* newPerson(baseUrl, "bob"),
        stranger: yield* newPerson(baseUrl, "eve", "Elsewhere"),
        sql: Context.get(context, SqlClient.SqlClient),
        storage: Context.get(context, Storage),
        statements
      })
    })
  ).pipe(Layer.provideMerge(layerTestServices))

/** Sends a request as it is written. */
export const call = Effect.fnUntraced(function* (
  { token }: Person,
  method: string,
  path: string,
  sent: Pick<WireRequest, "headers" | "body"> = {}
) {
  const { baseUrl } = yield* Office
  const headers = { authorization: `Bearer ${token}`, ...sent.headers }
  return yield* send(baseUrl, { ...sent, method, path: `/api/v1${path}`, headers })
})

export const json = (body: unknown): Pick<WireRequest, "headers" | "body"> => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})

export const filePart = (filename: string, content: string | Uint8Array, type?: string): Part => ({
  name: "file",
  filename,
  content,
  ...(type === undefined ? {} : { type })
})

export const form = (...parts: ReadonlyArray<Part>) => multipart(parts)

/** What a refusal says: its status, its code, and where it found something wrong. */
export const refusal = Effect.fnUntraced(function* (...asked: Parameters<typeof call>) {
  const { headers, status, text } = yield* call(...asked)
  assert.strictEqual(headers["content-type"], "application/problem+json", text)
  const { code, errors } = problemIn(text)
  return { status, code, ...(errors === undefined ? {} : { pointers: errors.map(({ pointer }) => pointer) }) }
})

/** Adds a document that is sent as a text. */
export const addText = (by: Person, title: string, content: string, visibility: Visibility = "private") =>
  Effect.map(by.api.documents.add({ headers: {}, payload: { title, content, visibility } }), ({ body }) => body)

/** Adds a document that is sent as a file. */
export const addFile = (
  by: Person,
  file: { readonly name: string; readonly bytes: Uint8Array | string },
  fields: Readonly<Record<string, string>> = {}
) => Effect.map(by.api.documents.add({ headers: {}, payload: formOf(fields, file) }), ({ body }) => body)

export const getDocument = (by: Person, id: DocumentId) =>
  Effect.map(by.api.documents.get({ params: { id } }), ({ body }) => body)

/** The document, as soon as it is in the state. */
export const documentIn = (by: Person, id: DocumentId, status: DocumentStatus) =>
  getDocument(by, id).pipe(
    Effect.filterOrFail(
      (document) => document.status === status,
      (document) => `the document is ${document.status} (${document.error?.code ?? "without failure"})`
    ),
    Effect.retry(Schedule.spaced("25 millis").pipe(Schedule.upTo({ duration: "40 seconds" })))
  )

export const contentOf = (by: Person, id: DocumentId) =>
  Effect.map(by.api.documents.content({ params: { id }, query: {} }), ({ text }) => text)
