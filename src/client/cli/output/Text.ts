import { CliOutput } from "effect/cli"

// oxlint-disable-next-line no-control-regex -- texts of others shall not steer the terminal
const controls = /[\u0000-\u001f\u007f-\u009f]+/g

/** A text from the server as one line that cannot steer the terminal. */
export const plain = (text: string) => text.replace(controls, " ")

/** Cut to at most so many columns of the screen. */
export const cut = (text: string, width: number) => {
  if (CliOutput.displayWidth(text) <= width) return text
  let kept = ""
  for (const character of text) {
    if (CliOutput.displayWidth(kept + character) > width - 1) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}
