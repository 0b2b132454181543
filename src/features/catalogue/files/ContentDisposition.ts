/**
 * The header that makes a browser save a file under its name and never show it as a page of ours. The plain name is for
 * readers that know no other: what is not plain ASCII becomes `_` there. Source: RFC 6266; RFC 5987 for the encoding.
 */
export const attachment = (name: string): string => {
  const plain = name.replace(/[^\x20-\x7e]/g, "_").replace(/["\\%]/g, "_")
  const encoded = encodeURIComponent(name).replace(/['()*!]/g, (character) => `%${hex(character)}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}

const hex = (character: string): string => character.charCodeAt(0).toString(16).toUpperCase()
