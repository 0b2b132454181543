import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { FileId } from "#contract/File.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { DocumentId } from "#contract/workspace/Document.ts"
import { analyser } from "#features/intelligence/retrieval/CutText.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { readDocument } from "./ReadDocument.ts"

/** Asks for documents that were read and are not searchable by the present rules, as after an upgrade. */
export const FindUnsearchable = Job.make("workspace.find-unsearchable-documents", {
  payload: Schema.Struct({ after: Schema.optionalKey(Schema.String) }),
  timeout: "5 minutes",
  priority: -10
})

/** Three times an hour; a look at the documents of all libraries, a thousand at a time. */
export const timetable = [
  Timetable.entry({
    name: FindUnsearchable.kind,
    cron: "12,32,52 * * * *",
    missed: "once",
    request: () => Job.request(FindUnsearchable, {}, { organizationId: null })
  })
]

const atOnce = 1_000
const beforeAll = "00000000-0000-0000-0000-000000000000"

const Seen = Schema.Struct({
  organizationId: OrganizationId,
  documentId: DocumentId,
  fileId: FileId,
  isSearchable: Schema.Boolean
})
const decode = Schema.decodeUnknownEffect(Schema.Array(Seen))

/** What is being read already is not asked for again: its last job will do it. By primary keys. */
export const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const ledger = yield* Ledger
  return Job.handler(
    FindUnsearchable,
    Effect.fn("FindUnsearchable.run")(function* ({ payload: { after = beforeAll } }) {
      const rows = yield* sql`
        SELECT d.organization_id, d.id AS document_id, d.file_id,
          d.read_file_id IS DISTINCT FROM d.file_id OR coalesce(s.content_hash = d.sha256 AND s.title = d.title
            AND s.analyser = ${analyser} AND s.revision = s.wanted, false) AS is_searchable
        FROM (SELECT * FROM documents WHERE id > ${after} ORDER BY id LIMIT ${atOnce}) d
        LEFT JOIN sources s ON s.organization_id = d.organization_id AND s.id = d.id
        ORDER BY d.id`
      const seen = yield* Effect.catchTag(decode(rows), "SchemaError", Effect.die)
      const found = seen.filter(({ isSearchable }) => !isSearchable)
      const last = seen.length === atOnce ? seen.at(-1)?.documentId : undefined
      const more = last === undefined ? [] : [Job.request(FindUnsearchable, { after: last }, { organizationId: null })]
      const completion: Job.Completion = {
        result: { documents: found.length },
        commit: Effect.asVoid(ledger.enqueueAll([...found.map((task) => readDocument(task)), ...more]))
      }
      return completion
    })
  )
})
