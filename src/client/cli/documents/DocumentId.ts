import { Argument } from "effect/cli"
import { DocumentId } from "#contract/workspace/Document.ts"

export const documentIdArgument = Argument.String("id").pipe(
  Argument.withSchema(DocumentId),
  Argument.withDescription("The document's id, as `documents` shows it")
)
