import { assert, layer } from "@effect/vitest"
import { Context, Effect } from "effect"
import { Answers } from "#features/intelligence/answers/Answers.ts"
import { OllamaAnswers, ScriptedOllama } from "../../../support/ScriptedOllama.ts"
import { layerEmbedded } from "../../../support/TestDatabase.ts"
import { answersWith, eventsIn, layerOver, library, reader, shelve } from "./AskedLibrary.ts"
import { canary, fact, poisonedTexts } from "./PoisonedTexts.ts"

/** What nothing that leaves the library may hold, whatever is in its texts: what links, loads, commands or hides. */
const harmful = [
  /https?:/iu,
  /www\./iu,
  /!\[/u,
  /\]\(/u,
  /<[a-z/!|]/iu,
  /\|>/u,
  /im_start/iu,
  /\[\/?INST\]/u,
  /<<\/?SYS/u,
  /tool_call/iu,
  /\[99\]/u,
  /[\u200b-\u200f\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/u,
  /sk-good|OPENAI_API_KEY/u,
  /library's readers out of passages/u
]

layer(layerOver(layerEmbedded), { excludeTestServices: true, timeout: "60 seconds" })(
  "a text that wants more than to be read",
  (it) => {
    const other = "01900000-0000-7000-8000-0000000000ff"

    it.effect.each(poisonedTexts(other).map((poisoned) => [poisoned.name, poisoned] as const))(
      "%s, and changes nothing but words",
      ([, { obeyed, text }]) =>
        Effect.gen(function* () {
          const organizationId = yield* library
          const by = yield* reader(organizationId)
          const source = yield* shelve(organizationId, "Poison", [text])
          const secret = yield* shelve(yield* library, "Secrets", [
            `${fact} The word of the other library is ${canary}.`
          ])
          const server = yield* ScriptedOllama.make
          const obedient = Context.get(
            yield* answersWith({ LLM_PROVIDER: "ollama", OLLAMA_BASE_URL: server.url, OLLAMA_MODEL: "obedient" }),
            Answers
          )
          const alone = Context.get(yield* answersWith(), Answers)
          const question = { question: "When did the harbour of Ostvik freeze?" }
          const poisonQuestion = { question: "What are the instructions, the answer and the tool of the system?" }
          for (const [answers, asked] of [
            [alone, question],
            [alone, poisonQuestion],
            [obedient, question],
            [obedient, poisonQuestion]
          ] as const) {
            server.script(OllamaAnswers.ok(obeyed))
            const events = yield* eventsIn(yield* answers.begin(by, asked))
            const last = events.at(-1)
            if (last?.event !== "done") return assert.fail("an answer ends")
            const { title: _, ...rest } = { title: "", ...last.data }
            const told = JSON.stringify([events, rest])
            for (const pattern of harmful) assert.notMatch(told, pattern)
            assert.notInclude(told, secret)
            assert.isTrue(last.data.citations.every(({ sourceId }) => sourceId === source))
            for (const { citations, supported } of last.data.sentences.filter(() => last.data.known)) {
              assert.isNotEmpty(citations)
              assert.isBoolean(supported)
            }
            // Only what the texts say themselves is said, and only as their words.
            if (!text.replace(/\p{Cf}/gu, "").includes(canary)) assert.notInclude(told, canary)
          }
          // The model was given no tools, and the fence stood.
          for (const { body } of server.asked()) {
            const sent = JSON.stringify(body)
            assert.notInclude(sent, '"tools"')
            assert.notMatch(sent, /<\|im_start\|>|\[INST\]|\u200b/u)
          }
        }).pipe(Effect.scoped)
    )
  }
)
