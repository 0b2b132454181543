import type { Book } from "#contract/catalogue/Book.ts"

/** A file on its way to become a book. `share`, 0..1, of its bytes is sent. */
export interface UploadItem {
  readonly id: string
  readonly file: File
  readonly title: string
  readonly author: string
  readonly state:
    | { readonly _tag: "ready" }
    | { readonly _tag: "waiting" }
    | { readonly _tag: "sending"; readonly share: number }
    | { readonly _tag: "failed"; readonly error: unknown }
    | { readonly _tag: "added"; readonly book: Book }
}

/** Makes a book of a file, once for each key, and tells how much of it, 0..1, is sent. */
export type SendFile = (
  item: Pick<UploadItem, "author" | "file" | "title">,
  options: { readonly key: string; readonly onSent: (share: number) => void; readonly signal: AbortSignal }
) => Promise<Book>

/** Under which the file is sent: the same as long as the same is said of it, so that it becomes one book. */
interface Attempt {
  readonly title: string
  readonly author: string
  readonly key: string
}

const atOnce = 3

/** `Ann Author - The_Harbour.pdf` → `The Harbour` by `Ann Author`. */
export const guess = (fileName: string): { readonly title: string; readonly author: string } => {
  const name = fileName
    .replace(/\.[^.]+$/, "")
    .replaceAll("_", " ")
    .replace(/\s+/g, " ")
    .trim()
  const [, author = "", title = ""] = /^(.+?) [-–—] (.+)$/.exec(name) ?? []
  return title === ""
    ? { author: "", title: name.slice(0, 500) }
    : { author: author.slice(0, 300), title: title.slice(0, 500) }
}

/** Files that become books, a few at a time. One that fails stops no other. */
export class UploadQueue {
  #items: ReadonlyArray<UploadItem> = []
  readonly #attempts = new Map<string, Attempt>()
  readonly #stops = new Map<string, AbortController>()
  readonly #listeners = new Set<() => void>()
  readonly #sendFile: SendFile

  constructor(sendFile: SendFile) {
    this.#sendFile = sendFile
  }

  readonly get = (): ReadonlyArray<UploadItem> => this.#items

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly add = (files: ReadonlyArray<File>, unknownAuthor: string): void => {
    const added = files.map((file): UploadItem => {
      const { author, title } = guess(file.name)
      const named = { author: author === "" ? unknownAuthor : author, title }
      return { id: crypto.randomUUID(), file, ...named, state: { _tag: "ready" } }
    })
    this.#set([...this.#items, ...added])
  }

  readonly describe = (id: string, words: { readonly title?: string; readonly author?: string }): void =>
    this.#change(id, (item) => ({ ...item, ...words }))

  /** Takes a file out; what is being sent is stopped. */
  readonly remove = (id: string): void => {
    this.#stops.get(id)?.abort()
    this.#set(this.#items.filter((item) => item.id !== id))
    this.#pump()
  }

  /** Stops what is being sent, and sends nothing more of what waits. */
  readonly stop = (): void => {
    this.#set(this.#items.filter(({ state }) => state._tag !== "waiting" && state._tag !== "sending"))
    for (const stop of this.#stops.values()) stop.abort()
  }

  /** Sends what is ready, or only one, also again. */
  readonly send = (wanted?: string): void => {
    this.#set(
      this.#items.map((item) => {
        const isWanted = wanted === undefined ? item.state._tag === "ready" : item.id === wanted
        return isWanted && item.state._tag !== "added" ? { ...item, state: { _tag: "waiting" } } : item
      })
    )
    this.#pump()
  }

  #set(items: ReadonlyArray<UploadItem>): void {
    this.#items = items
    for (const listener of this.#listeners) listener()
  }

  #change(id: string, change: (item: UploadItem) => UploadItem): void {
    this.#set(this.#items.map((item) => (item.id === id ? change(item) : item)))
  }

  #pump(): void {
    const free = atOnce - this.#items.filter(({ state }) => state._tag === "sending").length
    const next = this.#items.filter(({ state }) => state._tag === "waiting").slice(0, Math.max(0, free))
    for (const item of next) void this.#sendOne(item)
  }

  #keyOf({ author, id, title }: UploadItem): string {
    const before = this.#attempts.get(id)
    if (before?.title === title && before.author === author) return before.key
    const key = crypto.randomUUID()
    this.#attempts.set(id, { author, key, title })
    return key
  }

  async #sendOne(item: UploadItem): Promise<void> {
    const { id } = item
    const stop = new AbortController()
    this.#stops.set(id, stop)
    const put = (state: UploadItem["state"]) => this.#change(id, (current) => ({ ...current, state }))
    const onSent = (share: number) => put({ _tag: "sending", share })
    onSent(0)
    try {
      const book = await this.#sendFile(item, { key: this.#keyOf(item), onSent, signal: stop.signal })
      put({ _tag: "added", book })
    } catch (error) {
      put({ _tag: "failed", error })
    } finally {
      this.#stops.delete(id)
      this.#pump()
    }
  }
}
