import { PGlite } from "@electric-sql/pglite"
import { vector } from "@electric-sql/pglite-pgvector"
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm"
import { unaccent } from "@electric-sql/pglite/contrib/unaccent"

/**
 * Opens the PostgreSQL engine itself in this thread, with the extensions pg_trgm, unaccent and vector created.
 * `dataDirectory` is a path, or `memory://`; `template` is what `dumpDataDir` gave, and saves making a new directory.
 */
export const openBackend = async (dataDirectory: string, template?: Blob): Promise<PGlite> => {
  const backend = await PGlite.create({
    dataDir: dataDirectory,
    extensions: { vector, pg_trgm, unaccent },
    // The default of 128 MB would be taken in full from a process that also serves requests.
    startParams: [...PGlite.defaultStartParams, "-c", "shared_buffers=32MB"],
    ...(template === undefined ? {} : { loadDataDir: template })
  })
  await backend.exec(`CREATE EXTENSION IF NOT EXISTS vector;
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE EXTENSION IF NOT EXISTS unaccent`)
  return backend
}
