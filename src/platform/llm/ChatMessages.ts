import type { Prompt } from "effect/ai"

/** A message as both chat protocols write it. */
interface ChatMessage {
  readonly role: "system" | "user" | "assistant"
  readonly content: string
}

/**
 * Words of chat templates that some servers read as control tokens even inside a user's text: ChatML and Llama 3
 * (`<|…|>`), DeepSeek (`<｜…｜>`), Llama 2 and Mistral (`[INST]`, `<<SYS>>`, `<s>`), Gemma (`<start_of_turn>`).
 */
const controlTokens = new RegExp(
  [
    /<(?=[|｜][^\s<>]{1,40}[|｜]>)/,
    /\[(?=\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\])/,
    /<(?=<\/?SYS>>|\/?s>|(?:start|end)_of_turn>)/
  ]
    .map((token) => token.source)
    .join("|"),
  "gi"
)

/** The text with a space put into every control token, so that no server takes it for one. */
export const withoutControlTokens = (text: string): string => text.replace(controlTokens, (opening) => `${opening} `)

const roleOf = (message: Prompt.Message) => (message.role === "tool" ? "user" : message.role)

/** The prompt as chat messages. Only text is sent, and only the system message, which is ours, as it is. */
export const chatMessages = (prompt: Prompt.Prompt): ReadonlyArray<ChatMessage> =>
  prompt.content.map((message) => {
    if (message.role === "system") return { role: "system", content: message.content }
    const text = message.content.map((part) => (part.type === "text" ? part.text : "")).join("\n")
    return { role: roleOf(message), content: withoutControlTokens(text) }
  })
