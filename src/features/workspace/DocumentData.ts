import { Effect } from "effect"
import { Document } from "#contract/workspace/Document.ts"
import { DeletedFiles } from "#features/catalogue/files/DeletedFiles.ts"
import { makeDiscard } from "#features/catalogue/files/RemoveObjects.ts"
import type { Keeper } from "#features/identity/PersonalData.ts"
import { asJson } from "#features/identity/PersonalJson.ts"
import { DocumentRepo } from "./DocumentRepo.ts"

const encode = asJson(Document)

/**
 * Somebody's documents. Private ones go with their owner, and their files by a job; those of the library stay there
 * without naming anybody: a foreign key sees to it.
 */
export const keeper = Effect.gen(function* () {
  const documents = yield* DocumentRepo
  const discard = yield* makeDiscard
  const kept: Keeper = {
    name: "documents",
    collect: ({ id, organizationId }) => Effect.flatMap(documents.ofOwner(organizationId, id), encode),
    forget: Effect.fnUntraced(function* ({ id, organizationId }) {
      yield* discard(organizationId, "documents", yield* documents.removePrivate(organizationId, id))
    })
  }
  return kept
}).pipe(Effect.provide([DocumentRepo.layer, DeletedFiles.layer]))
