const browsers = [
  ["Firefox", /firefox\/|fxios\//i],
  ["Edge", /edg(?:e|a|ios)?\//i],
  ["Opera", /opr\//i],
  ["Chrome", /chrom(?:e|ium)\/|crios\//i],
  ["Safari", /safari\//i],
  ["LuminaLib CLI", /luminalib|node/i]
] as const

const systems = [
  ["Android", /android/i],
  ["iOS", /iphone|ipad|ipod/i],
  ["Windows", /windows/i],
  ["macOS", /mac os x|macintosh/i],
  ["ChromeOS", /cros/i],
  ["Linux", /linux|x11/i]
] as const

const nameIn = (names: ReadonlyArray<readonly [string, RegExp]>, agent: string) =>
  names.find(([, pattern]) => pattern.test(agent))?.[0]

/** Which browser on which system a user agent says that it is, as far as it is one of the common ones. */
export const deviceOf = (agent: string): { readonly browser?: string; readonly system?: string } => {
  const browser = nameIn(browsers, agent)
  const system = nameIn(systems, agent)
  return { ...(browser === undefined ? {} : { browser }), ...(system === undefined ? {} : { system }) }
}
