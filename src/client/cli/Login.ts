import { Effect, Option, Redacted, Stdio, Stream } from "effect"
import { Command, Flag, Prompt, TerminalCapabilities } from "effect/cli"
import type { OrganizationRequired, Session } from "#contract/identity/Session.ts"
import { CommandFailed } from "./CommandFailed.ts"
import { configuredUrl, Library, tidyUrl } from "./Library.ts"
import { Screen } from "./output/Screen.ts"
import { SavedSession } from "./session/SavedSession.ts"

const defaultUrl = "http://127.0.0.1:8000"

const missing = (what: string) =>
  new CommandFailed({ code: "NOT_SAID", text: `There is no terminal to ask on: say ${what}` })

/** Asks where somebody can answer. */
const ask = <A>(prompt: Prompt.Prompt<A>, otherwise: CommandFailed) =>
  Effect.gen(function* () {
    const { canPrompt } = yield* TerminalCapabilities.TerminalCapabilities
    if (!canPrompt) return yield* otherwise
    return yield* prompt
  })

/** The flag, LUMINALIB_URL, what somebody answers, the server of the last session, the usual one: in this order. */
const serverUrl = Effect.fnUntraced(function* (flag: Option.Option<string>) {
  const known = Option.isSome(flag) ? flag : yield* configuredUrl
  if (Option.isSome(known)) return tidyUrl(known.value)
  const last = Option.match(yield* (yield* SavedSession).read, { onNone: () => defaultUrl, onSome: ({ url }) => url })
  const { canPrompt } = yield* TerminalCapabilities.TerminalCapabilities
  return canPrompt ? tidyUrl(yield* Prompt.String({ message: "Server", default: last })) : last
})

/** The first line of standard input. */
const passwordFromInput = Effect.gen(function* () {
  const { stdin } = yield* Stdio.Stdio
  const text = yield* Stream.mkString(Stream.decodeText(stdin)).pipe(
    Effect.mapError(({ message }) => new CommandFailed({ code: "NO_INPUT", text: message }))
  )
  return Redacted.make(text.split(/\r?\n/, 1)[0] ?? "")
})

interface Credentials {
  readonly email: string
  readonly password: Redacted.Redacted
  readonly organization: Option.Option<string>
}

/** The address has accounts in several libraries: which one is meant. */
const choose = ({ organizations, title }: OrganizationRequired) =>
  ask(
    Prompt.Select({ message: "Library", choices: organizations.map((name) => ({ title: name, value: name })) }),
    new CommandFailed({
      code: "ORGANIZATION_REQUIRED",
      text: `${title}:\n${organizations.map((name) => `  --organization "${name}"`).join("\n")}`
    })
  )

const logIn = (
  url: string,
  { email, organization, password }: Credentials
): Effect.Effect<Session, CommandFailed | OrganizationRequired, Library> =>
  Effect.flatMap(Library, ({ anonymously }) =>
    anonymously(url, (api) =>
      api.auth
        .logIn({
          payload: {
            email,
            password,
            ...Option.match(organization, { onNone: () => ({}), onSome: (organization) => ({ organization }) })
          }
        })
        .pipe(
          Effect.map((session) => ({ _tag: "Session" as const, session })),
          Effect.catchTag("OrganizationRequired", (problem) => Effect.succeed(problem))
        )
    ).pipe(
      Effect.flatMap((answer) => (answer._tag === "Session" ? Effect.succeed(answer.session) : Effect.fail(answer)))
    )
  )

export const login = Command.make(
  "login",
  {
    url: Flag.String("url").pipe(
      Flag.withDescription(`Where the library is (LUMINALIB_URL; ${defaultUrl})`),
      Flag.optional
    ),
    email: Flag.String("email").pipe(Flag.withDescription("Whom to log in; asked for if not given"), Flag.optional),
    organization: Flag.String("organization").pipe(
      Flag.withDescription("Which library, where the address has accounts in several"),
      Flag.optional
    ),
    passwordStdin: Flag.Boolean("password-stdin").pipe(
      Flag.withDescription("Read the password from the first line of standard input"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* (flags) {
    const url = yield* serverUrl(flags.url)
    const email = Option.isSome(flags.email)
      ? flags.email.value
      : yield* ask(Prompt.String({ message: "E-mail" }), missing("--email"))
    const password = yield* flags.passwordStdin
      ? passwordFromInput
      : ask(Prompt.Hidden({ message: "Password" }), missing("--password-stdin, and the password there"))
    const credentials = { email, password, organization: flags.organization }
    const session = yield* logIn(url, credentials).pipe(
      Effect.catchTag("OrganizationRequired", (problem) =>
        Effect.flatMap(choose(problem), (name) => logIn(url, { ...credentials, organization: Option.some(name) }))
      ),
      // The library that was chosen is gone in this very moment.
      Effect.catchTag(
        "OrganizationRequired",
        ({ title }) => new CommandFailed({ code: "ORGANIZATION_REQUIRED", text: title })
      )
    )
    const library = yield* Library
    yield* library.keep(url, session)
    const screen = yield* Screen
    yield* screen.line(`Logged in at ${url} as ${session.user.email} (${session.user.role})`)
  })
).pipe(
  Command.withDescription("Log in; later commands are made as whoever is logged in"),
  Command.withExamples([
    { command: "luminalib login", description: "Asks for server, address and password" },
    {
      command:
        "luminalib login --url https://library.example.org --email ada@example.org --password-stdin < password.txt",
      description: "For scripts"
    }
  ])
)
