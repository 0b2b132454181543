import { globSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { brotliCompress, constants, gzip } from "node:zlib"

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** What is text. Pictures and fonts are compressed already. */
const pattern = "**/*.{js,css,svg,json,webmanifest,txt}"
/** Less than this fits into one packet either way. */
const leastBytes = 1_000

const compress = async (file: string) => {
  const content = await readFile(file)
  if (content.length < leastBytes) return
  const forms = await Promise.all([
    brotli(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length
      }
    }).then((bytes) => ({ bytes, ending: ".br" })),
    zip(content, { level: constants.Z_BEST_COMPRESSION }).then((bytes) => ({ bytes, ending: ".gz" }))
  ])
  for (const { bytes, ending } of forms) {
    if (bytes.length < content.length) await writeFile(`${file}${ending}`, bytes)
  }
}

/** Puts beside every text of a built page what the server sends of it: brotli and gzip, each as small as it gets. */
export const precompress = async (directory: string): Promise<void> => {
  // The page itself differs from answer to answer by its nonce.
  await Promise.all(globSync(pattern, { cwd: directory }).map((file) => compress(join(directory, file))))
}
