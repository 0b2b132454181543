/**
 * Thread entry: reads one document and posts its pages. It runs in the extraction process, never in the server: whatever
 * a hostile file does to it, its guard (`ExtractionProcess.ts`) ends the whole process.
 */
import { createRequire } from "node:module"
import { dirname, join, sep } from "node:path"
import { parentPort, workerData } from "node:worker_threads"
import type { ExtractionNews, ExtractionTask, Reason } from "./ExtractionNews.ts"
import { type TextItem, textOfPage } from "./PdfPageText.ts"
import { decodeText, normaliseText } from "./PlainText.ts"
import { speaks } from "./SpokenText.ts"
import { type PageText, pagesOfText } from "./TextPages.ts"

/** The part of a pdf.js document that is used here. */
interface PdfDocument {
  readonly numPages: number
  getMetadata(): Promise<{ readonly info: { readonly Title?: unknown; readonly Author?: unknown } }>
  getPage(number: number): Promise<{
    getTextContent(): Promise<{ readonly items: ReadonlyArray<TextItem | { readonly type: string }> }>
    cleanup(): void
  }>
}

/** Ends the work with a reason; the message is for operators. */
class Refusal extends Error {
  readonly reason: Reason
  constructor(reason: Reason, detail: string) {
    super(detail)
    this.reason = reason
  }
}

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

const readText = () => {
  const { encoding, text } = decodeText(task.bytes)
  if (text.length > task.maxCharacters) throw new Refusal("too_large", `${text.length} characters of text`)
  let number = 0
  let empty = true
  for (const page of pagesOfText(text)) {
    checkPages(++number)
    empty &&= page.text === ""
    tellPage(number, page)
  }
  if (empty) throw new Refusal("empty", "nothing but blanks")
  tell({ _tag: "done", encoding })
}

/** A value of the document information: one line, or nothing. */
const fact = (value: unknown) => {
  const text = typeof value === "string" ? normaliseText(value.slice(0, 500)).replace(/\s+/g, " ").trim() : ""
  return text === "" ? undefined : text
}

const openPdf = async (): Promise<PdfDocument> => {
  // pdf.js wants these for drawing only; without them it would load a native canvas (30 MB) to read text.
  for (const name of ["DOMMatrix", "ImageData", "Path2D"]) Object.assign(globalThis, { [name]: class {} })
  const { PDFParse, VerbosityLevel } = await import("pdf-parse")
  const pdfjs = dirname(
    createRequire(createRequire(import.meta.url).resolve("pdf-parse")).resolve("pdfjs-dist/package.json")
  )
  const parser = new PDFParse({
    data: task.bytes,
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    // Chinese, Japanese and Korean books refer to character maps that are not in the file.
    cMapUrl: join(pdfjs, "cmaps") + sep,
    cMapPacked: true
  })
  // `getText` forgets where the runs stand, and with that the paragraphs; the document behind it does not.
  return parser["load"]()
}

const readPage = async (document: PdfDocument, number: number): Promise<string> => {
  const page = await document.getPage(number)
  const { items } = await page.getTextContent()
  page.cleanup()
  return textOfPage(items.filter((item) => "str" in item))
}

const readPdf = async () => {
  const document = await openPdf()
  checkPages(document.numPages)
  const texts = new Array<string>()
  let damaged = 0
  let detail = ""
  for (let number = 1; number <= document.numPages; number++) {
    // A damaged page costs itself only: the others can still be read.
    const text = await readPage(document, number).catch((cause: unknown) => {
      damaged++
      detail = String(cause)
      return ""
    })
    texts.push(text)
    tellPage(number, { text, gap: "\n\n" })
  }
  if (document.numPages === 0 || damaged === document.numPages)
    throw new Refusal("invalid", `no readable page: ${detail}`)
  if (!speaks(texts)) throw new Refusal("no_text", `${document.numPages} pages without text`)
  const { info } = await document.getMetadata().catch(() => ({ info: { Title: undefined, Author: undefined } }))
  tell({ _tag: "done", title: fact(info.Title), author: fact(info.Author) })
}

const reasonOf = (error: unknown): Reason => {
  if (error instanceof Refusal) return error.reason
  const name = error instanceof Error ? error.name : ""
  if (name === "PasswordException") return "encrypted"
  // pdf.js gives up with many errors on broken files; in this thread they all say that the file cannot be read.
  return name === "RangeError" && /allocation|length/i.test(String(error)) ? "out_of_memory" : "invalid"
}

try {
  if (task.type === "pdf") await readPdf()
  else readText()
} catch (error) {
  tell({ _tag: "refused", reason: reasonOf(error), detail: error instanceof Error ? error.message : String(error) })
}
