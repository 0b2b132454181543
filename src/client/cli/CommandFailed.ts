import { Data, Runtime } from "effect"

/** Why a command did not do what it was asked for, in the words that people read: a line, and what more there is to say. */
export class CommandFailed extends Data.TaggedError("CommandFailed")<{
  readonly text: string
  /** For programs: the problem's code, or what kind of trouble it was. */
  readonly code: string
}> {
  // Whoever runs the command prints the text: a trace of the stack would tell nothing more.
  override readonly [Runtime.errorReported] = false

  override get message() {
    return this.text
  }
}
