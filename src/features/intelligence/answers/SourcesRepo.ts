import { Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import type { Asker } from "./AnswersRepo.ts"

/** What answers ask about sources beside what is in them. */
export class SourcesRepo extends Context.Service<SourcesRepo>()("luminalib/features/intelligence/answers/SourcesRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return {
      /** Which of these books are there, and which of these documents are read and may be read by whoever asks. */
      known: ({ organizationId, userId }: Asker, books: ReadonlyArray<string>, documents: ReadonlyArray<string>) =>
        Effect.map(
          sql<{ readonly id: string }>`
            SELECT b.id FROM books b WHERE b.organization_id = ${organizationId} AND b.id = ANY(${[...books]}::uuid[])
            UNION ALL
            SELECT s.id FROM sources s
            WHERE s.organization_id = ${organizationId} AND s.id = ANY(${[...documents]}::uuid[])
              AND s.kind = 'document' AND (s.owner_id IS NULL OR s.owner_id = ${userId})`,
          (rows) => new Set(rows.map(({ id }) => id))
        ),
      /** The page on which a place in the text of a source is; undefined where that cannot be told. By primary keys. */
      pageAt: ({ organizationId }: Asker, sourceId: string, offset: number) =>
        Effect.map(
          sql<{ readonly number: number }>`
            SELECT (page->>'number')::int AS number
            FROM (
              SELECT t.pages FROM books b
              JOIN book_texts t ON t.organization_id = b.organization_id AND t.file_id = b.file_id
              WHERE b.organization_id = ${organizationId} AND b.id = ${sourceId}
              UNION ALL
              SELECT t.pages FROM documents d
              JOIN document_texts t ON t.organization_id = d.organization_id AND t.file_id = d.read_file_id
              WHERE d.organization_id = ${organizationId} AND d.id = ${sourceId}
            ) texts, jsonb_array_elements(texts.pages) page
            WHERE (page->>'start')::int <= ${offset}
            ORDER BY (page->>'start')::int DESC
            LIMIT 1`,
          ([row]) => row?.number
        )
    }
  })
}) {
  static readonly layer = Layer.effect(SourcesRepo, SourcesRepo.make)
}
