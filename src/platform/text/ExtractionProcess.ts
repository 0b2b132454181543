/**
 * Process entry: takes one file from standard input, has it read by a thread, and says its pages, or how
 * the first one looks, on standard output.
 * This main thread does nothing heavy, so it always wakes to enforce the limits: the thread may loop or eat memory as
 * it likes. `resourceLimits` bounds the heap of the thread; buffers are not counted there, so the memory of the process
 * is watched too, and as the process holds one document only, the guilty one is known.
 */
import { parseArgs } from "node:util"
import { Worker } from "node:worker_threads"
import type { ExtractionNews, ExtractionTask, PictureNews, Reason } from "./ExtractionNews.ts"
import type { FileType } from "./FileType.ts"

/** How often memory is looked at: a bomb of deflate grows by about a MiB per millisecond. */
const WATCH_MILLIS = 20
const MEBIBYTE = 1_048_576

const { values } = parseArgs({
  options: {
    purpose: { type: "string", default: "text" },
    type: { type: "string", default: "txt" },
    bytes: { type: "string" },
    characters: { type: "string" },
    pages: { type: "string" },
    millis: { type: "string" },
    megabytes: { type: "string" }
  }
})
const type: FileType = values.type === "pdf" ? "pdf" : "txt"
const maxBytes = Number(values.bytes)
const memory = Number(values.megabytes) * MEBIBYTE

/** Memory of a process that has done nothing yet. */
const before = process.memoryUsage.rss()
/** Known from the start: a server may die while it sends. */
const parent = process.ppid

type News = ExtractionNews | PictureNews

const say = (news: News, then?: () => void) => process.stdout.write(`${JSON.stringify(news)}\n`, then)

let ended = false
/** The last word. Leaving is what stops the thread, at once and whatever it is doing. */
const end = (news: News) => {
  if (ended) return
  ended = true
  say(news, () => process.exit(0))
}
const refuse = (reason: Reason, detail: string) => end({ _tag: "refused", reason, detail })

const readInput = async (): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Array<Uint8Array> = []
  let length = 0
  for await (const chunk of process.stdin) {
    length += chunk.length
    if (length > maxBytes) refuse("too_large", `more than ${maxBytes} bytes`)
    else chunks.push(chunk)
  }
  // Buffers may share memory with others; the thread gets its own, to be handed over without a copy.
  const bytes = new Uint8Array(length)
  for (let index = 0, at = 0; index < chunks.length; at += chunks[index++]?.length ?? 0)
    bytes.set(chunks[index] ?? [], at)
  return bytes
}

const watch = () => {
  setTimeout(() => refuse("too_slow", `not done after ${values.millis} ms`), Number(values.millis))
  setInterval(() => {
    const growth = process.memoryUsage.rss() - before
    if (growth > memory) refuse("out_of_memory", `${Math.round(growth / MEBIBYTE)} MiB in use`)
    // Nobody is left to hear: the server was killed.
    if (process.ppid !== parent) process.exit(1)
  }, WATCH_MILLIS)
}

const readers = { text: "./ExtractionWorker.ts", picture: "./PictureWorker.ts" }

/** The thread is started before the file is here: loading the parser takes longer than most files take to arrive. */
const startReader = () => {
  const workerData: ExtractionTask = { type, maxCharacters: Number(values.characters), maxPages: Number(values.pages) }
  const worker = new Worker(new URL(readers[values.purpose === "picture" ? "picture" : "text"], import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: Number(values.megabytes) },
    // Its standard output is not ours, where a stray line would spoil the news.
    stdout: true
  })
  worker.on("message", (news: News) => {
    if (news._tag === "page" || news._tag === "more") return ended || say(news)
    end(news)
  })
  worker.on("error", (error: NodeJS.ErrnoException) =>
    refuse(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "out_of_memory" : "crashed", error.message)
  )
  worker.on("exit", (code) => refuse("crashed", `the reader left with ${code}`))
  return worker
}

const reader = startReader()
const bytes = await readInput()
if (bytes.length === 0) refuse("empty", "0 bytes")
else if (!ended) {
  watch()
  reader.postMessage(bytes, [bytes.buffer])
}
