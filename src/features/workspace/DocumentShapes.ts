import { NewDocumentFields } from "#contract/workspace/Document.ts"
import type { FormShape } from "#features/catalogue/files/Form.ts"

/** How a form that adds or changes a document is read. */
export const documentShape: FormShape<NewDocumentFields> = {
  folder: "documents",
  fields: NewDocumentFields,
  lists: new Set(),
  optional: new Set(["title"]),
  empty: "omitted"
}

const longestTitle = 300

/** `spring_meeting.pdf` → `spring meeting`: what a document is called that came without a title. */
export const titleOf = (fileName: string): string => {
  const title = fileName
    .replace(/\.[^.]+$/, "")
    .replaceAll("_", " ")
    .trim()
  return (title === "" ? fileName : title).slice(0, longestTitle).toWellFormed()
}

/** The name of the file that a sent text is kept in. */
export const fileNameOf = (title: string): string => `${title.replace(/[\\/]/g, "-")}.txt`
