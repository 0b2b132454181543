/** What a browser or a client would load, follow or run, and the words that are kept of it. */
const replacements: ReadonlyArray<readonly [pattern: RegExp, by: string]> = [
  // What cannot be seen, and marks that turn the direction of writing.
  [/[\p{Cf}\p{Co}\p{Cn}]|[^\P{Cc}\n\t]/gu, ""],
  // Code, scripts and comments with all they contain.
  [/```[\s\S]*?(?:```|$)/gu, " "],
  [/<(script|style|iframe|object|svg|template)\b[\s\S]*?(?:<\/\1\s*>|$)/giu, " "],
  [/<!--[\s\S]*?(?:-->|$)/gu, " "],
  // Calls of tools and thoughts, and the marks that models put around turns.
  [/<(tool_call|tool|function_call|function|think|thinking|system)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/giu, " "],
  [/<\|[^|>]{0,60}\|>|\[\/?(?:INST|SYS|TOOL_CALLS?|AVAILABLE_TOOLS)\]|<<\/?SYS>>|<\/?s>/giu, " "],
  [/\{\s*"(?:tool|function|name|action|tool_calls?|arguments)"\s*:[\s\S]*?(?:\}\s*\}?|$)/gu, " "],
  [/^\s{0,3}#{1,6}\s*(?:system|assistant|user|instructions?|tool)\s*:?\s*$/gimu, " "],
  [/^\s*(?:system|assistant|tool)\s*:\s*/gimu, ""],
  // Images go; links leave their words.
  [/!\[[^\]]*\](?:\([^)]*\)?|\[[^\]]*\])?/gu, " "],
  [/\[([^\]]*)\]\((?:[^()]|\([^)]*\))*\)?/gu, "$1"],
  [/\[([^\]]+)\]\[[^\]]*\]/gu, "$1"],
  [/^\s*\[[^\]]+\]:\s*\S+.*$/gmu, " "],
  [/<\/?[\p{L}!?][^<>]*>?/gu, " "],
  [/<(?:[a-z][a-z0-9+.-]*:|[^\s<>@]+@)[^\s<>]*>/giu, " "],
  [/\b(?:[a-z][a-z0-9+.-]{1,20}:\/\/|javascript:|data:|vbscript:|mailto:|www\.)[^\s<>"'”’)\]]*/giu, " "],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu, " "],
  [/\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|info|biz|ru|cn|xyz|app|ai|co|me|gg|ly)\b(?:\/[^\s<>"')\]]*)?/giu, " "],
  // Entities that would become marks again.
  [/&(?:#x?[0-9a-f]{1,6}|[a-z]{2,8});/giu, " "],
  // Formatting.
  [/^\s{0,3}(?:#{1,6}|>+|[-*+•]|\d{1,2}[.)])\s+/gmu, ""],
  [/(\*{1,3}|_{2,3}|~~)(?=\S)([^\n]*?\S)\1/gu, "$2"],
  [/`+([^`\n]*)`+/gu, "$1"],
  [/\\(?=[[\]()*_`!#])/gu, ""],
  // Empty brackets are what is left of them.
  [/\(\s*\)|\[\s*\]|<(?=\S)|`/gu, " "],
  [/\s+(?=[.,;:!?…](?:\s|$))/gu, ""],
  [/\s+/gu, " "]
]

const rounds = 3

/**
 * A text as plain words: the words of links and formatting are kept; images, addresses, HTML, what cannot be seen, code,
 * control marks of models and calls of tools are not. What only becomes a link by taking something out of it is none
 * either.
 */
export const plainWords = (text: string): string => {
  let plain = text.normalize("NFC")
  for (let round = 0; round < rounds; round++) {
    const before = plain
    for (const [pattern, by] of replacements) plain = plain.replace(pattern, by)
    if (plain === before) break
  }
  return plain.trim()
}
