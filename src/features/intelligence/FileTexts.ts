import { Context, Effect, Layer } from "effect"
import type { FileType } from "#contract/File.ts"
import { detectLanguage } from "#platform/extractive/Language.ts"
import { Storage } from "#platform/Storage.ts"
import type { StorageError } from "#platform/storage/StorageError.ts"
import type { StorageKey } from "#platform/storage/StorageKey.ts"
import { type ExtractedPage } from "#platform/text/ExtractedText.ts"
import { TextExtraction } from "#platform/text/TextExtraction.ts"
import type { TextExtractionError } from "#platform/text/TextExtractionError.ts"

/** What a file says. `pages` are offsets into `text`, in UTF-16 units; `language` where it can be told. */
export interface FileText {
  readonly text: string
  readonly pages: ReadonlyArray<ExtractedPage>
  readonly language: string | null
}

/** Reads the texts of stored files. */
export class FileTexts extends Context.Service<
  FileTexts,
  {
    readonly read: (file: {
      readonly key: StorageKey
      readonly type: FileType
      /** Bytes. */
      readonly size: number
    }) => Effect.Effect<FileText, TextExtractionError | StorageError>
  }
>()("luminalib/features/intelligence/FileTexts") {
  static readonly layer = Layer.effect(
    FileTexts,
    Effect.gen(function* () {
      const storage = yield* Storage
      const extraction = yield* TextExtraction
      return FileTexts.of({
        read: Effect.fn("FileTexts.read")(function* ({ key, size, type }) {
          const { pages, text } = yield* extraction.extract(storage.get(key), type, size)
          const detected = detectLanguage(text)
          return { text, pages, language: detected === "und" ? null : detected }
        })
      })
    })
  )
}
