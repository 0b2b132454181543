/**
 * Thread entry: draws the first page of one PDF and posts it as a WebP. It runs in the extraction process, never in the
 * server: whatever a hostile file does to it, its guard (`ExtractionProcess.ts`) ends the whole process.
 */
import { parentPort } from "node:worker_threads"
import type { PictureNews } from "./ExtractionNews.ts"
import { openPdf, Refusal, refusalOf } from "./PdfDocument.ts"

interface Viewport {
  readonly width: number
  readonly height: number
}

interface Canvas {
  readonly width: number
  readonly height: number
  toBuffer(mime: "image/webp", quality: number): Buffer
}

interface Context {
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray }
}

/** The part of a pdf.js document that is used here. */
interface PdfDocument {
  readonly canvasFactory: {
    create(width: number, height: number): { readonly canvas: Canvas; readonly context: Context }
  }
  getPage(number: number): Promise<{
    getViewport(options: { readonly scale: number }): Viewport
    render(options: { readonly canvas: Canvas; readonly canvasContext: Context; readonly viewport: Viewport }): {
      readonly promise: Promise<void>
    }
  }>
}

/** Pixels: as wide as this, unless that were too high. */
const WIDTH = 480
const MAX_HEIGHT = 960
/** A page of which less is left is a line. */
const LEAST = 16
const QUALITY = 80

const tell = (news: PictureNews) => parentPort?.postMessage(news)

/** An empty first page tells nobody which book it is. */
const isBlank = (context: Context, { height, width }: Canvas) => {
  const { data } = context.getImageData(0, 0, width, height)
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4)
  return pixels.every((pixel) => pixel === pixels[0])
}

const draw = async (bytes: Uint8Array) => {
  const document: PdfDocument = await openPdf(await import("pdf-parse"), bytes)
  const page = await document.getPage(1)
  const natural = page.getViewport({ scale: 1 })
  const scale = Math.min(WIDTH / natural.width, MAX_HEIGHT / natural.height)
  const viewport = page.getViewport({ scale })
  const width = Math.round(viewport.width)
  const height = Math.round(viewport.height)
  if (!(width >= LEAST && height >= LEAST)) throw new Refusal("invalid", `a page of ${width} by ${height} pixels`)
  const { canvas, context } = document.canvasFactory.create(width, height)
  await page.render({ canvas, canvasContext: context, viewport }).promise
  if (isBlank(context, canvas)) throw new Refusal("no_text", "a blank page")
  return { width, height, base64: canvas.toBuffer("image/webp", QUALITY).toString("base64") }
}

/** The one message that ever comes. */
const received = new Promise<Uint8Array>((resolve) => parentPort?.once("message", resolve))

const bytes = await received
const drawn = await draw(bytes).catch((error: unknown) => (error instanceof Refusal ? error : refusalOf(error)))
if (drawn instanceof Refusal) tell({ _tag: "refused", reason: drawn.reason, detail: drawn.message })
else tell({ _tag: "picture", ...drawn })
