import { Schema } from "effect"
import { Multipart } from "effect/http"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Authorization, Forbidden } from "../Authorization.ts"
import { partHeaders, RangeNotSatisfiable, uploadProblems } from "../File.ts"
import { idempotencyKey, Idempotent } from "../Idempotency.ts"
import { PageNotFound, TextPart, textPartDocs, TextPartQuery } from "../intelligence/TextPart.ts"
import * as Page from "../Page.ts"
import { ReadableBody } from "../Problem.ts"
import { query } from "../Text.ts"
import { ifMatch, PreconditionFailed } from "../Version.ts"
import {
  Document,
  DocumentChanges,
  DocumentId,
  DocumentNotFound,
  DocumentNotRead,
  DocumentStatus,
  NewDocument,
  NewDocumentFields,
  TooManyDocuments,
  Visibility
} from "./Document.ts"

const documentParams = { id: DocumentId }
const withETag = HttpApiSchema.WithHeaders(Document, { etag: Schema.String })
const form = (identifier: string) =>
  Schema.Struct({ ...NewDocumentFields.fields, file: Schema.optionalKey(Multipart.SingleFileSchema) })
    .annotate({ identifier })
    .pipe(HttpApiSchema.asMultipartStream())

/** Texts that people bring to be searched and asked. */
export class DocumentsApi extends HttpApiGroup.make("documents")
  .add(
    HttpApiEndpoint.post("add", "/", {
      headers: idempotencyKey,
      payload: [NewDocument, form("NewDocumentForm")],
      success: HttpApiSchema.WithHeaders(Document.pipe(HttpApiSchema.status(201)), {
        etag: Schema.String,
        location: Schema.String
      }),
      error: [TooManyDocuments, ...uploadProblems]
    })
      .middleware(Idempotent)
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Add a document",
          description: [
            "A PDF, text or Markdown file as multipart, or a text as JSON. Private unless `visibility` says otherwise.",
            "It is read and made searchable as a job; without a `title` a file is called by its name."
          ].join(" ")
        })
      ),
    HttpApiEndpoint.get("list", "/", {
      query: {
        ...Page.query,
        q: Schema.optionalKey(query(200)),
        status: Schema.optionalKey(DocumentStatus),
        visibility: Schema.optionalKey(Visibility),
        mine: Schema.optionalKey(Schema.Boolean)
      },
      success: Page.ofLong(Document),
      error: Page.InvalidCursor
    })
      .annotateMerge(
        Page.describeQuery({
          ...Page.queryDocs,
          q: { description: "Words to find in titles" },
          status: { description: "Only those in this state" },
          visibility: { description: "Only private ones, or only those of the library" },
          mine: { description: "Only one's own, or only those of others", schema: { type: "boolean" } }
        })
      )
      .annotateMerge(OpenApi.annotations({ summary: "One's own documents and those of the library, newest first" })),
    HttpApiEndpoint.get("get", "/:id", {
      params: documentParams,
      success: withETag,
      error: DocumentNotFound
    }).annotateMerge(OpenApi.annotations({ summary: "One document" })),
    HttpApiEndpoint.get("content", "/:id/content", {
      params: documentParams,
      query: TextPartQuery,
      success: TextPart,
      error: [DocumentNotFound, DocumentNotRead, PageNotFound]
    })
      .annotateMerge(Page.describeQuery(textPartDocs))
      .annotateMerge(
        OpenApi.annotations({
          summary: "A part of a document's text",
          description: "As it was read: `start` and `end` of a citation are places in it."
        })
      ),
    HttpApiEndpoint.get("download", "/:id/file", {
      params: documentParams,
      headers: partHeaders,
      success: HttpApiSchema.StreamUint8Array({ contentType: ["application/pdf", "text/plain"] }),
      error: [DocumentNotFound, RangeNotSatisfiable]
    }).annotateMerge(
      OpenApi.annotations({ summary: "The document's file", description: "Takes `Range`: answers 206 with that part." })
    ),
    HttpApiEndpoint.put("update", "/:id", {
      params: documentParams,
      headers: ifMatch,
      payload: [DocumentChanges, form("DocumentChangesForm")],
      success: withETag,
      error: [DocumentNotFound, Forbidden, PreconditionFailed, ...uploadProblems]
    })
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Change one's document",
          description: [
            "What is left out stays. While new content is being read the one before still answers; a document that is made",
            "private stops answering others at once."
          ].join(" ")
        })
      ),
    HttpApiEndpoint.delete("remove", "/:id", {
      params: documentParams,
      headers: ifMatch,
      error: [DocumentNotFound, Forbidden, PreconditionFailed]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Remove a document, its file and all that was read in it",
        description: "One's own; staff may remove those of the library, which is audited."
      })
    )
  )
  .middleware(Authorization)
  .prefix("/documents")
  .annotateMerge(OpenApi.annotations({ title: "Documents", description: "Texts that people bring" })) {}
