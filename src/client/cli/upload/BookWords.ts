import { Option } from "effect"
import type { Fields, FileToSend } from "./FileToSend.ts"

/** What is said about the books on the command line: the same for all of them, but for the title. */
export interface BookWords {
  readonly title: Option.Option<string>
  readonly author: Option.Option<string>
  readonly genre: Option.Option<string>
  readonly language: Option.Option<string>
  readonly tags: ReadonlyArray<string>
}

const longestTitle = 500

/** `The_Harbour.pdf` → `The Harbour`. */
export const titleFrom = (fileName: string): string => {
  const title = fileName
    .replace(/\.[^.]+$/, "")
    .replaceAll("_", " ")
    .trim()
  return (title === "" ? fileName : title).slice(0, longestTitle)
}

/** The text fields of the form, in a fixed order. */
export const fieldsOf = (words: BookWords, file: FileToSend): Fields => [
  ["title", Option.getOrElse(words.title, () => titleFrom(file.name))],
  ["author", Option.getOrElse(words.author, () => "Unknown")],
  ...Option.match(words.genre, { onNone: () => [], onSome: (genre) => [["genre", genre] as const] }),
  ...Option.match(words.language, { onNone: () => [], onSome: (language) => [["language", language] as const] }),
  ...words.tags.map((tag) => ["tags", tag] as const)
]
