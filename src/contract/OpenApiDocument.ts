/** A document as effect derives it. */
type Document = Record<string, unknown>

const isRecord = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * Names components by what they are: a schema that is encoded differently than it is read is published as `<Name>Encoded`,
 * a detail of ours. The suffix goes wherever the short name is free.
 */
export const tidy = (document: Document): Document => {
  const components = document["components"]
  const schemas = isRecord(components) && isRecord(components["schemas"]) ? components["schemas"] : {}
  const names = new Set(Object.keys(schemas))
  const shortName = (name: string) => {
    const short = name.replace(/Encoded$/, "")
    return names.has(short) ? name : short
  }
  const rename = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rename)
    if (!isRecord(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        key === "$ref" && typeof member === "string"
          ? member.replace(/[^/]+$/, (name) => shortName(name))
          : rename(member)
      ])
    )
  }
  const renamed = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [shortName(name), rename(schema)]))
  return {
    ...Object.fromEntries(Object.entries(document).map(([key, value]) => [key, rename(value)])),
    components: { ...(isRecord(components) ? components : {}), schemas: renamed }
  }
}
