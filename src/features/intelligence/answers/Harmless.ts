import { plainWords } from "#platform/answers/CleanAnswer.ts"

/** What prints nothing, or turns the direction of what does: it hides words from readers, not from models. */
const unseen = /\p{Cf}|\p{Co}|\p{Cn}|\p{Variation_Selector}|[\u115f\u1160\u3164]|\u034f|\u17b4|\u17b5/gu

/** What models and their servers take for a change of roles or a call of a tool. */
const commands = [
  /<[|｜][^<>]{0,60}[|｜]>/gu,
  /\[\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]/giu,
  /<<\/?SYS>>/giu,
  /<\/?(?:s|tool_call|function_call|start_of_turn|end_of_turn)>/giu,
  /\{\s*"(?:tool_calls?|function(?:_call)?|name|arguments)"\s*:[^\n]*\}/giu,
  /^\s*#{1,6}\s*(?=(?:system|assistant|user)\b)/gimu
]

/** What leads away: addresses with a scheme, with `www`, or with a path behind a host name. */
const addresses = [
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+/giu,
  /\b(?:javascript|data|vbscript|mailto):\S+/giu,
  /\bwww\.[^\s<>"')\]]+/giu,
  /\b(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}\/[^\s<>"')\]]*/giu
]

/** Marks of citations: those that count are ours, and stand behind the sentence. */
const marks = /\s*[[【]\s*\^?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\]】]/gu

const without = (text: string, patterns: ReadonlyArray<RegExp>) =>
  patterns.reduce((rest, pattern) => rest.replace(pattern, " "), text)

/**
 * Words as plain words, whoever wrote them: nothing in them links, loads, commands or hides. What is left of brackets that
 * would make an image, a link or a tag of what stands beside them is taken apart.
 */
export const harmless = (words: string): string =>
  without(plainWords(without(words.replace(unseen, ""), commands)), [...commands, ...addresses])
    .replace(marks, "")
    .replace(/!(?=\[)/gu, "")
    .replace(/\](?=[([:])/gu, "] ")
    .replace(/<(?=[a-z/!|?])/giu, "‹")
    .replace(/[|｜]>/gu, " ")
    .replace(/`/gu, "'")
    .replace(/\s+(?=[.!?…,;:])/gu, "")
    .replace(/\s+/gu, " ")
    .trim()
