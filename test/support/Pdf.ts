import { DateTime } from "effect"
import { deflateRawSync, deflateSync, constants } from "node:zlib"
import PdfKit from "pdfkit"

/** What `pdfBook` writes beside its pages. */
export interface PdfOptions {
  readonly title?: string
  readonly author?: string
  /** Needed to open the file. */
  readonly userPassword?: string
  /** Puts the text `indent` points from the left. */
  readonly indent?: number
}

type Painter = (document: PDFKit.PDFDocument) => void

const render = (painters: Iterable<Painter>, options: PdfOptions): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const { title, author, userPassword } = options
    const document = new PdfKit({
      autoFirstPage: false,
      info: {
        // The file identifier is made of this date: equal input gives equal bytes.
        CreationDate: DateTime.toDate(DateTime.makeUnsafe(0)),
        ...(title === undefined ? {} : { Title: title }),
        ...(author === undefined ? {} : { Author: author })
      },
      ...(userPassword === undefined ? {} : { userPassword, ownerPassword: `${userPassword}-owner`, pdfVersion: "1.7" })
    })
    const chunks: Array<Buffer> = []
    document.on("data", (chunk: Buffer) => chunks.push(chunk))
    document.on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))))
    document.on("error", reject)
    for (const paint of painters) paint(document.addPage())
    document.end()
  })

/** A real book: one page for each text, newlines kept. A text longer than about 40 lines flows on to further pages. */
export const pdfBook = (pages: Iterable<string>, options: PdfOptions = {}): Promise<Uint8Array> =>
  render(
    Array.from(pages, (text) => (document: PDFKit.PDFDocument) => {
      document.fontSize(11).text(text, { indent: options.indent ?? 0 })
    }),
    options
  )

/** A scan: every page one grey square and no text. */
export const pdfScan = (pages: number): Promise<Uint8Array> =>
  render(
    Array.from({ length: pages }, () => (document: PDFKit.PDFDocument) => {
      document.rect(50, 50, 400, 600).fill("#cccccc")
    }),
    {}
  )

const latin1 = (text: string) => Buffer.from(text, "latin1")

const streamObject = (dictionary: string, bytes: Uint8Array) =>
  Buffer.concat([latin1(`<< ${dictionary} /Length ${bytes.length} >>\nstream\n`), bytes, latin1("\nendstream")])

/** A file of these objects, numbered from 1 (the catalogue), with a sound cross-reference table. */
const pdfOfObjects = (objects: ReadonlyArray<string | Uint8Array>, trailer: (xref: number) => string = () => "") => {
  const parts: Array<Uint8Array> = [latin1("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")]
  const offsets: Array<number> = []
  let length = parts[0]?.length ?? 0
  const add = (part: Uint8Array) => {
    parts.push(part)
    length += part.length
  }
  objects.forEach((object, index) => {
    offsets.push(length)
    add(
      Buffer.concat([
        latin1(`${index + 1} 0 obj\n`),
        typeof object === "string" ? latin1(object) : object,
        latin1("\nendobj\n")
      ])
    )
  })
  const xref = length
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("")
  add(latin1(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`))
  add(latin1(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer(xref)} >>\nstartxref\n${xref}\n%%EOF\n`))
  return new Uint8Array(Buffer.concat(parts))
}

const onePage = (content: Uint8Array): ReadonlyArray<string | Uint8Array> => [
  "<< /Type /Catalog /Pages 2 0 R >>",
  "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
  "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
  content,
  "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
]

/** A zlib stream of that many MiB of blanks, about a thousandth of their size, made without holding them. */
const blanksDeflated = (mebibytes: number) => {
  const block = deflateRawSync(Buffer.alloc(1_048_576, " "), { finishFlush: constants.Z_FULL_FLUSH })
  const last = Buffer.from([0x03, 0x00])
  // The checksum is missing as well as wrong: no reader asks for it.
  return Buffer.concat([
    Buffer.from([0x78, 0x9c]),
    ...Array.from({ length: mebibytes }, () => block),
    last,
    Buffer.alloc(4)
  ])
}

/** One page whose content inflates to `mebibytes` MiB. */
export const pdfBomb = (mebibytes = 1500): Uint8Array =>
  pdfOfObjects(onePage(streamObject("/Filter /FlateDecode", blanksDeflated(mebibytes))))

/** The same, deflated twice: a few KiB. */
export const pdfNestedBomb = (mebibytes = 1500): Uint8Array =>
  pdfOfObjects(
    onePage(streamObject("/Filter [/FlateDecode /FlateDecode]", deflateSync(blanksDeflated(mebibytes), { level: 9 })))
  )

/**
 * A small file that never ends in practice and needs little memory: on each of `depth` levels `fanOut` forms, each of
 * which draws all forms of the next level. All are different objects, or a reader would remember that they are empty.
 */
export const pdfTarpit = (depth = 12, fanOut = 10): Uint8Array => {
  const [catalog = "", tree = "", , , font = ""] = onePage(Buffer.alloc(0))
  const columns = Array.from({ length: fanOut }, (_, column) => column)
  const draws = latin1(columns.map((column) => `/X${column} Do `).join(""))
  const link = (level: number, column: number) => `/X${column} ${6 + level * fanOut + column} 0 R`
  const resources = (level: number) =>
    `/Resources << /XObject << ${columns.map((column) => link(level, column)).join(" ")} >> >>`
  const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R ${resources(0)} >>`
  const forms = Array.from({ length: depth * fanOut }, (_, index) => {
    const next = Math.floor(index / fanOut) + 1
    const form = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    return next === depth ? streamObject(form, latin1("q Q")) : streamObject(`${form} ${resources(next)}`, draws)
  })
  return pdfOfObjects([catalog, tree, page, streamObject("", draws), font, ...forms])
}

/** A page tree that contains itself. */
export const pdfPageTreeLoop = (): Uint8Array =>
  pdfOfObjects([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 2 >>",
    "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 2 >>"
  ])

/** A sound page behind a cross-reference table whose predecessor is itself. */
export const pdfXrefLoop = (): Uint8Array =>
  pdfOfObjects(
    onePage(streamObject("", latin1("BT /F1 12 Tf 72 700 Td (A book behind a loop of tables) Tj ET"))),
    (xref) => `/Prev ${xref}`
  )

/** Claims a thousand million pages and has one. */
export const pdfOfTooManyPages = (): Uint8Array => {
  const objects = onePage(streamObject("", Buffer.alloc(0)))
  return pdfOfObjects(objects.with(1, "<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>"))
}

/** The first part of a file, as an upload leaves it that broke off. */
export const truncated = (file: Uint8Array, share = 0.5): Uint8Array => file.slice(0, Math.floor(file.length * share))

/** Noise behind the header of a PDF; the same noise each time. */
export const pdfOfNoise = (length = 20_000): Uint8Array => {
  const bytes = new Uint8Array(length)
  let state = 0x9e3779b9
  for (let index = 0; index < length; index++) {
    // xorshift32 (Marsaglia 2003)
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[index] = state & 0xff
  }
  bytes.set(latin1("%PDF-1.7\n"))
  return bytes
}

/** One page of that many points, with a black square in a corner. */
export const pdfOfSize = (width: number, height: number): Uint8Array => {
  const [catalog = "", tree = ""] = onePage(Buffer.alloc(0))
  const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents 4 0 R /Resources << >> >>`
  return pdfOfObjects([catalog, tree, page, streamObject("", latin1(`0 0 ${width / 2} ${height / 2} re f`))])
}

/** One page that shows a picture of so many pixels, which the file holds in a thousandth of their size. */
export const pdfOfPicture = (width: number, height: number): Uint8Array => {
  const [catalog = "", tree = ""] = onePage(Buffer.alloc(0))
  const resources = "/Resources << /XObject << /P 5 0 R >> >>"
  const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R ${resources} >>`
  const picture = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8`
  const pixels = blanksDeflated(Math.ceil((width * height) / 1_048_576))
  return pdfOfObjects([
    catalog,
    tree,
    page,
    streamObject("", latin1("500 0 0 700 50 50 cm /P Do")),
    streamObject(`${picture} /Filter /FlateDecode`, pixels)
  ])
}
