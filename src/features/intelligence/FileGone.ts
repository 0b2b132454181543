import { Data } from "effect"

/** The book or its file was removed or replaced while it was read: what was begun is of no use any more. */
export class FileGone extends Data.TaggedError("FileGone") {}
