import process from "node:process"
import { scan, type ScanRequest } from "#platform/embeddings/VectorScan.ts"
import { offer } from "#platform/threads/Tasks.ts"

/** The limit of the request, with what is looked for beyond it, that ends this thread. */
const deadly = 23

offer({ scan: (request: ScanRequest) => (request.limit === deadly ? process.exit(3) : scan(request)) })
