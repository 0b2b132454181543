import { createContext, use } from "react"
import type { Messages } from "./en/index.ts"

/** The languages that the page speaks, by their own names. */
export const languages = { en: "English", de: "Deutsch", fr: "Français" } as const
export type Language = keyof typeof languages

const languageKey = "luminalib.language"
const isLanguage = (tag: string): tag is Language => tag in languages

/** The language chosen on this device, else the first of the browser's that is spoken here. */
export const chosenLanguage = (): Language => {
  const wanted = [localStorage.getItem(languageKey) ?? "", ...navigator.languages].map((tag) => tag.slice(0, 2))
  return wanted.find(isLanguage) ?? "en"
}

/** Chooses a language for this device, from the next start of the page on. */
export const chooseLanguage = (language: Language): void => {
  localStorage.setItem(languageKey, language)
  location.reload()
}

/** Only the language in use is loaded. */
export const loadMessages = async (language: Language): Promise<Messages> => {
  switch (language) {
    case "en":
      return (await import("./en/index.ts")).messages
    case "de":
      return (await import("./de/index.ts")).messages
    case "fr":
      return (await import("./fr/index.ts")).messages
  }
}

interface Spoken {
  readonly language: Language
  readonly messages: Messages
}

export const MessagesContext = createContext<Spoken | undefined>(undefined)

const useSpoken = (): Spoken => {
  const spoken = use(MessagesContext)
  if (spoken === undefined) throw new Error("no messages are provided")
  return spoken
}

/** Every word that the page says, in the reader's language. */
export const useMessages = (): Messages => useSpoken().messages

export const useLanguage = (): Language => useSpoken().language
