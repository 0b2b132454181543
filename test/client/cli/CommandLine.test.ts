import { assert, layer } from "@effect/vitest"
import { Context, Effect, FileSystem, Layer, Schedule } from "effect"
import { type Ended, person, runCommand, startCommand } from "../../support/CommandLine.ts"
import { visitor } from "../../support/Library.ts"
import { png } from "../../support/Pictures.ts"
import { OllamaAnswers, ScriptedOllama } from "../../support/ScriptedOllama.ts"
import { layerTestServices, startServer } from "../../support/TestServer.ts"

const password = "correct horse battery"
const letters = "A letter to a friend who lives far away and answers every letter in time. ".repeat(40)
const summary = OllamaAnswers.ok("Letters are written.", { prompt_eval_count: 800 })

/** A library that is there already, and its admin, with a model that does as it is told. */
const makeTown = Effect.gen(function* () {
  const model = yield* ScriptedOllama.make
  const { baseUrl } = yield* startServer({ LLM_PROVIDER: "ollama", OLLAMA_BASE_URL: model.url, LLM_MAX_RETRIES: "0" })
  const web = yield* visitor(baseUrl)
  yield* web.signUp("ada@example.org")
  return { model, baseUrl }
})

class Town extends Context.Service<Town, Effect.Success<typeof makeTown>>()("test/client/cli/Town") {
  static readonly layer = Layer.effect(Town, makeTown).pipe(Layer.provideMerge(layerTestServices))
}

/** The admin at a command line of their own, logged in. */
const adminAt = Effect.fnUntraced(function* (baseUrl: string) {
  const admin = yield* person
  const login = yield* admin.run(["login", "--url", baseUrl, "--email", "ada@example.org", "--password-stdin"], {
    input: `${password}\n`
  })
  assert.deepStrictEqual(login, { code: 0, out: `Logged in at ${baseUrl} as ada@example.org (admin)\n`, err: "" })
  return admin
})

const said = ({ code, err, out }: Ended) => assert.strictEqual(code, 0, `${out}\n${err}`)

/** What a command that was asked for JSON said. */
const jsonOf = (ended: Ended) => JSON.parse(ended.out)

layer(Town.layer, { excludeTestServices: true, timeout: "30 seconds" })("the command line", (it) => {
  it.effect(
    "logs in, uploads two files, follows a job, finds the books, and logs out",
    () =>
      Effect.gen(function* () {
        const { baseUrl, model } = yield* Town
        const admin = yield* adminAt(baseUrl)
        model.script(summary, summary)
        const fs = yield* FileSystem.FileSystem
        assert.strictEqual((yield* fs.stat(admin.sessionFile)).mode & 0o777, 0o600)

        const harbour = yield* admin.keep("The_Harbour.txt", letters)
        const friend = yield* admin.keep("friend.txt", letters.replaceAll("friend", "brother"))
        const files = [harbour, `${admin.home}/absent.txt`, friend]
        const uploaded = yield* admin.run([
          "upload",
          ...files,
          "--author",
          "Ann Author",
          "--tag",
          "sea",
          "--tag",
          "ink",
          "--wait"
        ])
        assert.strictEqual(uploaded.code, 1, "one of the files is not there")
        assert.include(uploaded.err, `${admin.home}/absent.txt  failed  There is no such file\n1 of 3 files failed\n`)
        assert.match(uploaded.out, new RegExp(`^uploaded  ${harbour}  [0-9a-f-]{36}  The Harbour  2.9 kB in `, "m"))
        assert.match(uploaded.out, new RegExp(`^${friend}  completed in [0-9.]+ s$`, "m"))

        const [again, books, whoami, jobs] = yield* Effect.all(
          [
            admin.run(["upload", harbour, "--author", "Ann Author", "--tag", "sea", "--tag", "ink", "--json"]),
            admin.run(["books"]),
            admin.run(["whoami"]),
            admin.run(["jobs", "list", "--status", "completed", "--type", "intelligence.summarize-book", "--json"])
          ],
          { concurrency: 4 }
        )
        const [outcome] = jsonOf(again)
        assert.deepStrictEqual([outcome.status, outcome.uploadedBefore], ["uploaded", true])
        assert.strictEqual(outcome.book.title, "The Harbour")
        assert.deepStrictEqual(outcome.book.tags.toSorted(), ["ink", "sea"])
        assert.match(books.out, /^ID +TITLE +AUTHOR +GENRE +FILE +SIZE +SUMMARY$/m)
        assert.strictEqual(books.out.trim().split("\n").length, 3, "the same file did not make another book")
        assert.strictEqual(whoami.out, `A Person <ada@example.org>, admin of Library at ${baseUrl}\n`)
        const { items } = jsonOf(jobs)
        assert.strictEqual(items.length, 2)

        const [shown, followed, book, found] = yield* Effect.all(
          [
            admin.run(["jobs", "show", items[0].id]),
            admin.run(["jobs", "follow", items[0].id]),
            admin.run(["books", "show", outcome.book.id]),
            admin.run(["books", "--query", "nothing like this", "--json"])
          ],
          { concurrency: 4 }
        )
        assert.match(shown.out, /^status {4}completed in [0-9.]+ s$/m)
        assert.match(followed.out, new RegExp(`^${items[0].id}  completed in [0-9.]+ s\n$`))
        assert.match(book.out, /^summary {3}by mistral$/m)
        assert.strictEqual(jsonOf(found).total, 0)
        for (const ended of [again, books, whoami, jobs, shown, followed, book, found]) said(ended)

        const picture = yield* admin.keep("cover.png", png(300, 450))
        const covered = yield* admin.run(["books", "cover", outcome.book.id, picture])
        assert.strictEqual(covered.out, `${outcome.book.id}  image/png  300 × 450\n`, covered.err)
        const refused = yield* admin.run(["books", "cover", outcome.book.id, harbour])
        assert.strictEqual(refused.code, 1)
        assert.include(refused.err, "Only PNG, JPEG and WebP pictures are taken")

        said(yield* admin.run(["logout"]))
        assert.isFalse(yield* fs.exists(admin.sessionFile))
        assert.deepStrictEqual(yield* admin.run(["books"]), {
          code: 1,
          out: "",
          err: "Nobody is logged in: run `luminalib login`\n"
        })
      }).pipe(Effect.scoped),
    60_000
  )

  it.effect(
    "says why a job failed, tries it again, stops following it when told to, and cancels it",
    () =>
      Effect.gen(function* () {
        const { baseUrl, model } = yield* Town
        const admin = yield* adminAt(baseUrl)
        model.script(OllamaAnswers.status(404, "model 'mistral' not found"), OllamaAnswers.hang())
        const file = yield* admin.keep("trouble.txt", letters.replaceAll("letter", "trouble"))
        const uploaded = yield* admin.run(["upload", file, "--wait", "--json"])
        assert.strictEqual(uploaded.code, 1)
        const [{ error, job }] = jsonOf(uploaded)
        assert.strictEqual(error.code, "LLM_REFUSED")
        const told = yield* admin.run(["notifications", "--read"])
        assert.match(told.out, /^TOLD +WHAT +READ$/m)
        assert.include(told.out, '"trouble" could not be summarised: LLM_REFUSED')
        assert.deepStrictEqual(yield* admin.run(["notifications"]), { code: 0, out: "", err: "Nothing new\n" })

        const [queues, paused, resumed] = [
          yield* admin.run(["queues"]),
          yield* admin.run(["queues", "pause", "llm"]),
          yield* admin.run(["queues", "resume", "llm", "--json"])
        ]
        assert.match(queues.out, /^QUEUE +READY +WAITING +RUNNING +FAILED +OLDEST READY +STATE$/m)
        assert.match(queues.out, /^llm +0 +0 +0 +1 +- +open$/m)
        assert.strictEqual(paused.out, "The queue llm is paused: what runs goes on\n")
        assert.isFalse(jsonOf(resumed).paused)

        said(yield* admin.run(["jobs", "retry", job.id]))
        const following = yield* startCommand(["jobs", "follow", job.id], admin.env)
        yield* Effect.sync(following.out).pipe(
          Effect.filterOrFail((out) => out.includes("running")),
          Effect.retry(Schedule.spaced("20 millis"))
        )
        following.child.kill("SIGINT")
        const stopped = yield* following.ended
        assert.deepStrictEqual([stopped.code, stopped.err], [130, ""])

        said(yield* admin.run(["jobs", "cancel", job.id]))
        const followed = yield* admin.run(["jobs", "follow", job.id])
        assert.strictEqual(followed.code, 1)
        assert.include(followed.err, "The job is over: cancelled")
        const [cancelled, replayed] = yield* Effect.all(
          [
            admin.run(["jobs", "cancel", job.id]),
            admin.run(["dead-letters", "replay", "--kind", "intelligence.summarize-book", "--rate", "5"])
          ],
          { concurrency: 2 }
        )
        assert.deepStrictEqual(replayed, { code: 0, out: "", err: "0 dead letters repeated as new jobs\n" })
        assert.match(cancelled.err, /^The job is over \(JOB_NOT_CANCELLABLE, 409\)\n {2}request id /)
      }).pipe(Effect.scoped),
    60_000
  )

  it.effect(
    "asks the library, and prints the answer with numbered sources as it comes",
    () =>
      Effect.gen(function* () {
        const { baseUrl, model } = yield* Town
        const admin = yield* adminAt(baseUrl)
        const web = yield* visitor(baseUrl)
        const { accessToken } = yield* web.signUp("frost@example.org", "The Frost Library")
        yield* web.actAs(accessToken)
        const frost = yield* person
        said(
          yield* frost.run(["login", "--url", baseUrl, "--email", "frost@example.org", "--password-stdin"], {
            input: `${password}\n`
          })
        )
        const { body: document } = yield* web.api.documents.add({
          headers: {},
          payload: { title: "The Frost", content: "The harbour of Ostvik froze in the winter of 1709. Ships waited." }
        })
        yield* web.api.documents.get({ params: { id: document.id } }).pipe(
          Effect.filterOrFail(({ body: { status } }) => status === "active"),
          Effect.retry(Schedule.spaced("50 millis"))
        )
        model.script(OllamaAnswers.ok("The harbour of Ostvik froze in 1709 [1]."), OllamaAnswers.ok("UNKNOWN"))
        const question = "When did the harbour of Ostvik freeze?"
        const asked = yield* frost.run(["ask", question, "--document", document.id])
        said(asked)
        assert.strictEqual(
          asked.out,
          [
            "The harbour of Ostvik froze in 1709. [1]",
            "",
            "[1] The Frost, p. 1: “The harbour of Ostvik froze in the winter of 1709.”",
            ""
          ].join("\n")
        )
        const conversation = /--conversation ([0-9a-f-]{36})/.exec(asked.err)?.[1] ?? ""
        const followed = yield* frost.run(["ask", question, "--conversation", conversation, "--json"])
        assert.deepInclude(jsonOf(followed), { known: false, conversationId: conversation, status: "complete" })
        const refused = yield* admin.run(["ask", question, "--document", document.id])
        assert.match(refused.err, /^No such book or document \(SOURCE_NOT_FOUND, 404\)/)
      }).pipe(Effect.scoped),
    60_000
  )

  it.effect(
    "keeps one session for commands that run at once, past the life of its access token",
    () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* Town
        const admin = yield* adminAt(baseUrl)
        const fs = yield* FileSystem.FileSystem
        const before = JSON.parse(yield* fs.readFileString(admin.sessionFile))
        yield* fs.writeFileString(admin.sessionFile, JSON.stringify({ ...before, accessExpiresAt: 0 }))
        const all = yield* Effect.forEach([1, 2, 3, 4], () => admin.run(["whoami"]), { concurrency: 4 })
        all.forEach(said)
        const after = JSON.parse(yield* fs.readFileString(admin.sessionFile))
        assert.notStrictEqual(after.refreshToken, before.refreshToken)
        assert.strictEqual((yield* fs.stat(admin.sessionFile)).mode & 0o777, 0o600)

        yield* fs.writeFileString(admin.sessionFile, JSON.stringify({ ...after, accessToken: "spoiled" }))
        said(yield* admin.run(["whoami"]))

        yield* fs.writeFileString(
          admin.sessionFile,
          JSON.stringify({ ...after, accessExpiresAt: 0, refreshToken: "nonsense" })
        )
        const ended = yield* admin.run(["whoami"])
        assert.deepStrictEqual([ended.code, ended.err], [1, "The session has ended: run `luminalib login`\n"])
      }).pipe(Effect.scoped),
    60_000
  )

  it.effect(
    "adds a document, shows what stands in it, lists it and deletes it",
    () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* Town
        const admin = yield* adminAt(baseUrl)
        const file = yield* admin.keep("Letters_of_May.md", `# May\n\n${letters}`)
        const added = yield* admin.run(["documents", "add", file, "--shared", "--wait"])
        said(added)
        assert.match(added.out, new RegExp(`^added  ${file}  [0-9a-f-]{36}  Letters of May  2.9 kB in `))
        const again = jsonOf(yield* admin.run(["documents", "add", file, "--shared", "--json"]))
        const { id } = again
        assert.deepInclude(again, { title: "Letters of May", visibility: "organization", status: "processing" })
        const [listed, shown, page] = yield* Effect.all(
          [
            admin.run(["documents", "--query", "may", "--status", "active"]),
            admin.run(["documents", "show", id, "--text"]),
            admin.run(["documents", "show", id, "--page", "1", "--json"])
          ],
          { concurrency: 3 }
        )
        assert.match(listed.out, new RegExp(`^${id}  Letters of May  all  txt   2.9 kB  active$`, "m"))
        assert.match(shown.out, /^for {7}the library$[^]*^status {4}active$[^]*^# May$/m)
        assert.include(jsonOf(page).content.text, "A letter to a friend")
        assert.deepStrictEqual(yield* admin.run(["documents", "delete", id]), {
          code: 0,
          out: `deleted  ${id}\n`,
          err: ""
        })
        assert.match((yield* admin.run(["documents", "show", id])).err, /^No such document \(DOCUMENT_NOT_FOUND, 404\)/)
      }).pipe(Effect.scoped),
    60_000
  )

  it.effect(
    "says in plain words what a server refuses, when there is none, and how it is used",
    () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* Town
        const web = yield* visitor(baseUrl)
        yield* web.signUp("bob@example.org")
        yield* web.signUp("bob@example.org", "Another Library")
        yield* web.signUp("eve@example.org")
        const bob = yield* person
        const login = (email: string, input: string, url: string) =>
          bob.run(["login", "--email", email, "--password-stdin"], { input, env: { LUMINALIB_URL: url } })

        const [wrong, several, away, asked, nobody, help] = yield* Effect.all(
          [
            login("eve@example.org", "not this one", baseUrl),
            login("bob@example.org", password, baseUrl),
            login("eve@example.org", password, "http://127.0.0.1:1"),
            bob.run(["login", "--url", baseUrl]),
            bob.run(["jobs", "show", "01a1fc50-26c5-7571-a68a-b04244596b5d"]),
            runCommand(["--help"], {})
          ],
          { concurrency: 3 }
        )
        assert.match(wrong.err, /^E-mail address or password is wrong \(INVALID_CREDENTIALS, 401\)\n {2}request id /)
        assert.include(several.err, 'Say which library to log in to:\n  --organization "')
        assert.include(several.err, '--organization "Another Library"')
        assert.match(away.err, /^Nothing answers at http:\/\/127.0.0.1:1 \(ECONNREFUSED\)\n {2}Start the library with /)
        assert.strictEqual(asked.err, "There is no terminal to ask on: say --email\n")
        assert.strictEqual(nobody.err, "Nobody is logged in: run `luminalib login`\n")
        for (const { code, out } of [wrong, several, away, asked, nobody]) assert.deepStrictEqual([code, out], [1, ""])
        said(help)
        for (const name of ["login", "upload", "books", "documents", "jobs", "worker", "serve", "start", "migrate"]) {
          assert.include(help.out, `  ${name}`)
        }

        said(yield* login("eve@example.org", password, baseUrl))
        const file = yield* bob.keep("letters.txt", letters)
        const [refused, elsewhere] = yield* Effect.all(
          [bob.run(["upload", file]), bob.run(["whoami"], { env: { LUMINALIB_URL: "http://127.0.0.1:1" } })],
          { concurrency: 2 }
        )
        assert.include(refused.err, "Not allowed (FORBIDDEN, 403)")
        assert.strictEqual(refused.code, 1)
        assert.strictEqual(elsewhere.err, "Nobody is logged in at http://127.0.0.1:1: run `luminalib login`\n")
      }).pipe(Effect.scoped),
    60_000
  )
})
