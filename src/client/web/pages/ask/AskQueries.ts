import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { AnswerId } from "#contract/intelligence/Answer.ts"
import { BookId } from "#contract/catalogue/Book.ts"
import { DocumentId } from "#contract/workspace/Document.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { usePages } from "../../connection/Pages.ts"
import { useToasts } from "../../parts/Toasts.ts"

const longestConversation = 50
const suggested = 8

export const usePastQuestions = () => usePages(keys.answers, (api, page) => api.qa.list({ query: page }))

/** All answers of the conversation that an answer belongs to, the oldest first. */
export const useConversationOf = (answerId: string | undefined) => {
  const { call } = useConnection()
  return useQuery({
    queryKey: ["answer", answerId ?? ""],
    queryFn: async ({ signal }) => {
      const get = (id: AnswerId) =>
        call((api) => api.qa.get({ params: { id }, headers: { "last-event-id": "0" } }), { signal })
      const one = await get(AnswerId.make(answerId ?? ""))
      if (!("conversationId" in one)) return []
      const query = { conversationId: one.conversationId, limit: longestConversation }
      const { items } = await call((api) => api.qa.list({ query }), { signal })
      const answers = await Promise.all(items.toReversed().map(({ id }) => (id === one.id ? one : get(id))))
      return answers.flatMap((answer) => ("conversationId" in answer ? [answer] : []))
    },
    enabled: answerId !== undefined,
    staleTime: 0,
    gcTime: 0,
    placeholderData: () => undefined
  })
}

export const useForget = () => {
  const { call } = useConnection()
  const queries = useQueryClient()
  const toasts = useToasts()
  const onSettled = () => queries.invalidateQueries({ queryKey: keys.answers })
  const one = useMutation({
    mutationFn: (id: AnswerId) => call((api) => api.qa.remove({ params: { id } })),
    onError: toasts.failed,
    onSettled
  })
  const all = useMutation({ mutationFn: () => call((api) => api.qa.removeAll()), onSettled })
  return { one, all }
}

/** A book or a document that questions can be limited to. */
export interface Source {
  readonly kind: "book" | "document"
  readonly id: string
  readonly title: string
}

/** Books and documents whose titles have the words. */
export const useSources = (words: string, isEnabled: boolean) => {
  const { call } = useConnection()
  return useQuery({
    queryKey: [...keys.suggestions, "sources", words],
    queryFn: async ({ signal }): Promise<ReadonlyArray<Source>> => {
      const q = words.trim()
      const wanted = q === "" ? { limit: suggested } : { limit: suggested, q }
      const [books, documents] = await Promise.all([
        call((api) => api.books.list({ query: { ...wanted, facets: false } }), { signal }),
        call((api) => api.documents.list({ query: wanted }), { signal })
      ])
      return [
        ...books.items.map(({ author, id, title }) => ({ kind: "book" as const, id, title: `${title} – ${author}` })),
        ...documents.items.map(({ id, title }) => ({ kind: "document" as const, id, title }))
      ]
    },
    enabled: isEnabled
  })
}

interface SourceNamed {
  readonly bookId?: string
  readonly documentId?: string
}

/** The source that an address names, with its title. */
export const useSourceNamed = ({ bookId, documentId }: SourceNamed) => {
  const { call } = useConnection()
  return useQuery({
    queryKey: [...keys.suggestions, "source", bookId ?? "", documentId ?? ""],
    queryFn: async ({ signal }): Promise<Source | null> => {
      if (bookId !== undefined) {
        const id = BookId.make(bookId)
        const { body } = await call((api) => api.books.get({ params: { id } }), { signal })
        return { kind: "book", id, title: `${body.title} – ${body.author}` }
      }
      if (documentId === undefined) return null
      const id = DocumentId.make(documentId)
      const { body } = await call((api) => api.documents.get({ params: { id } }), { signal })
      return { kind: "document", id, title: body.title }
    },
    enabled: bookId !== undefined || documentId !== undefined,
    placeholderData: () => undefined
  }).data
}
