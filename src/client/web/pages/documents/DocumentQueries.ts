import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { TextPartQuery } from "#contract/intelligence/TextPart.ts"
import type { Document, DocumentChanges, DocumentId, NewDocument, Visibility } from "#contract/workspace/Document.ts"
import { useAttemptKeys } from "../../connection/AttemptKeys.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { usePages } from "../../connection/Pages.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useToasts } from "../../parts/Toasts.ts"

/** Large files on slow lines. */
const patience = "1 hour"

/** Whose documents are shown. */
export type Whose = "everybody" | "mine" | "others"

export const useDocuments = (q: string, whose: Whose) =>
  usePages([...keys.documents, "list", q, whose], (api, page) =>
    api.documents.list({
      query: { ...page, ...(q === "" ? {} : { q }), ...(whose === "everybody" ? {} : { mine: whose === "mine" }) }
    })
  )

interface ReadDocument {
  readonly document: Document
  readonly etag: string
}

/** A document with the version of it that a change is made to. */
export const useDocument = (id: DocumentId) => {
  const { call } = useConnection()
  return useQuery<ReadDocument>({
    queryKey: [...keys.document(id), "whole"],
    queryFn: ({ signal }) =>
      call((api) => api.documents.get({ params: { id } }), { signal }).then(({ body, headers }) => ({
        document: body,
        etag: headers.etag
      })),
    placeholderData: () => undefined
  })
}

export const useContent = (id: DocumentId, query: TextPartQuery, isEnabled: boolean) => {
  const { call } = useConnection()
  return useQuery({
    queryKey: [...keys.document(id), "content", query],
    queryFn: ({ signal }) => call((api) => api.documents.content({ params: { id }, query }), { signal }),
    enabled: isEnabled
  })
}

/** A document that comes as a file, or as a typed text. */
export type NewText =
  | { readonly kind: "typed"; readonly text: NewDocument }
  | { readonly kind: "file"; readonly file: File; readonly title: string; readonly visibility: Visibility }

const formOf = (fields: Readonly<Record<string, string | undefined>>, file: File) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) if (value !== undefined && value !== "") form.append(name, value)
  form.append("file", file)
  return form
}

/** What a text is, so that the same is not added twice by trying again. */
const nameOf = (text: NewText) =>
  text.kind === "typed" ? text : [text.title, text.visibility, text.file.name, text.file.size, text.file.lastModified]

export const useAddDocument = () => {
  const { call } = useConnection()
  const { documents } = useMessages()
  const queries = useQueryClient()
  const attempts = useAttemptKeys()
  const toasts = useToasts()
  return useMutation({
    mutationFn: (text: NewText) => {
      const headers = attempts.headers(nameOf(text))
      if (text.kind === "typed") return call((api) => api.documents.add({ headers, payload: text.text }))
      const payload = formOf({ title: text.title.trim(), visibility: text.visibility }, text.file)
      return call((api) => api.documents.add({ headers, payload }), { patience })
    },
    onSuccess: ({ body }, text) => {
      attempts.done(nameOf(text))
      toasts.done(documents.added(body.title))
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.documents })
  })
}

interface Change {
  readonly etag: string
  readonly changes: DocumentChanges
  readonly file: File | null
}

export const useChangeDocument = (id: DocumentId) => {
  const { call } = useConnection()
  const { documents } = useMessages()
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: ({ changes, etag, file }: Change) => {
      const versioned = { params: { id }, headers: { "if-match": etag } }
      if (file === null) return call((api) => api.documents.update({ ...versioned, payload: changes }))
      const payload = formOf({ title: changes.title, visibility: changes.visibility }, file)
      return call((api) => api.documents.update({ ...versioned, payload }), { patience })
    },
    onSuccess: () => toasts.done(documents.changed),
    onSettled: () =>
      Promise.all([keys.documents, keys.document(id)].map((queryKey) => queries.invalidateQueries({ queryKey })))
  })
}

export const useRemoveDocument = ({ id, title }: Pick<Document, "id" | "title">) => {
  const { call } = useConnection()
  const { documents } = useMessages()
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: () => call((api) => api.documents.remove({ params: { id }, headers: {} })),
    onSuccess: () => toasts.done(documents.removed(title)),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.documents })
  })
}
