/** The contract as a document, beside the calls that it describes. */
export const openApiPath = "/api/openapi.json"
/** The same for people. */
export const docsPath = "/api/docs"
