/** The strong validator of a version of a book, a review, a document. Source: RFC 9110, section 8.8.3. */
export const versionTag = (version: number): string => `"${version}"`

/** Which versions a change is meant for; undefined takes any. */
export type Versions = ReadonlyArray<number> | undefined

/**
 * Reads `If-Match`. Weak tags and tags that are none of ours match nothing, as does a header that names nothing.
 * Source: RFC 9110, section 13.1.1.
 */
export const versionsOf = (ifMatch: string | undefined): Versions => {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined
  return ifMatch.split(",").flatMap((tag) => {
    const version = /^"([1-9][0-9]{0,8})"$/.exec(tag.trim())?.[1]
    return version === undefined ? [] : [Number(version)]
  })
}

/** Whether `If-None-Match` or `If-Range` names this tag; weak tags count only where `weakly`. */
export const names = (header: string, tag: string, weakly: boolean): boolean =>
  header.trim() === "*" ||
  header.split(",").some((other) => (weakly ? other.trim().replace(/^W\//, "") : other.trim()) === tag)
