/**
 * Thread entry: reads one document and posts its pages. It runs in the extraction process, never in the server:
 * whatever a hostile file does to it, its guard (`ExtractionProcess.ts`) ends the whole process.
 */
import { parentPort, workerData } from "node:worker_threads"
import type * as PdfParse from "pdf-parse"
import type { ExtractionNews, ExtractionTask } from "./ExtractionNews.ts"
import { openPdf, Refusal, refusalOf } from "./PdfDocument.ts"
import { type TextItem, textOfPage } from "./PdfPageText.ts"
import { normaliseText } from "./PlainText.ts"
import { speaks } from "./SpokenText.ts"
import { newsOfText } from "./TextNews.ts"
import type { PageText } from "./TextPages.ts"

/** The part of a pdf.js document that is used here. */
interface PdfDocument {
  readonly numPages: number
  getMetadata(): Promise<{ readonly info: { readonly Title?: unknown; readonly Author?: unknown } }>
  getPage(number: number): Promise<{
    getTextContent(): Promise<{ readonly items: ReadonlyArray<TextItem | { readonly type: string }> }>
    cleanup(): void
  }>
}

type Parser = typeof PdfParse

const task: ExtractionTask = workerData
const tell = (news: ExtractionNews) => parentPort?.postMessage(news)

/** Long pages travel in pieces, so that no single message stops the server's event loop. */
const PIECE = 65_536

let characters = 0
const tellPage = (number: number, page: PageText) => {
  characters += page.text.length
  if (characters > task.maxCharacters)
    throw new Refusal("too_large", `more than ${task.maxCharacters} characters of text`)
  tell({ _tag: "page", number, gap: page.gap, text: page.text.slice(0, PIECE) })
  for (let at = PIECE; at < page.text.length; at += PIECE) tell({ _tag: "more", text: page.text.slice(at, at + PIECE) })
}

const checkPages = (pages: number) => {
  if (pages > task.maxPages) throw new Refusal("too_many_pages", `${pages} pages, the limit is ${task.maxPages}`)
}

const readText = (bytes: Uint8Array) => {
  for (const news of newsOfText(bytes, task)) {
    if (news._tag === "page") tellPage(news.number, news)
    else tell(news)
  }
}

/** A value of the document information: one line, or nothing. */
const fact = (value: unknown) => {
  const text = typeof value === "string" ? normaliseText(value.slice(0, 500)).replace(/\s+/g, " ").trim() : ""
  return text === "" ? undefined : text
}

const loadParser = () => {
  // pdf.js wants these for drawing only; without them it would load a native canvas (30 MB) to read text.
  for (const name of ["DOMMatrix", "ImageData", "Path2D"]) Object.assign(globalThis, { [name]: Object })
  return import("pdf-parse")
}

const readPage = async (document: PdfDocument, number: number): Promise<string> => {
  const page = await document.getPage(number)
  const { items } = await page.getTextContent()
  page.cleanup()
  return textOfPage(items.filter((item) => "str" in item))
}

/** The texts of all pages. A damaged page costs itself only: the others can still be read. */
const readPages = async (document: PdfDocument): Promise<ReadonlyArray<string>> => {
  const texts: Array<string> = []
  const faults: Array<Refusal> = []
  for (let number = 1; number <= document.numPages; number++) {
    const text = await readPage(document, number).catch((error: unknown) => {
      const fault = refusalOf(error)
      if (fault.reason !== "invalid") throw fault
      faults.push(fault)
      return ""
    })
    texts.push(text)
    tellPage(number, { text, gap: "\n\n" })
  }
  if (faults.length === texts.length) throw faults[0] ?? new Refusal("invalid", "no page")
  return texts
}

const readPdf = async (parser: Parser, bytes: Uint8Array) => {
  const document: PdfDocument = await openPdf(parser, bytes)
  checkPages(document.numPages)
  if (!speaks(await readPages(document))) throw new Refusal("no_text", `${document.numPages} pages without text`)
  const { info } = await document.getMetadata().catch(() => ({ info: { Title: undefined, Author: undefined } }))
  tell({ _tag: "done", title: fact(info.Title), author: fact(info.Author) })
}

/** The one message that ever comes. */
const received = new Promise<Uint8Array>((resolve) => parentPort?.once("message", resolve))

try {
  if (task.type === "pdf") await readPdf(await loadParser(), await received)
  else readText(await received)
} catch (error) {
  // Anything else is a fault of ours and not of the file: it ends the thread, and the guard says that it crashed.
  if (!(error instanceof Refusal)) throw error
  tell({ _tag: "refused", reason: error.reason, detail: error.message })
}
