import { build, type InlineConfig, type Plugin } from "vite"
import { configFile } from "./Places.ts"

/** What the start page consists of beside the entry, by the ends of their names. */
const startParts = ["/shell/Shell.tsx", "/pages/home/HomePage.tsx"]

/** The modules that whoever opens the start page needs, as a build without any grouping finds them. */
const startModules = async (): Promise<ReadonlySet<string>> => {
  const found = new Set<string>()
  const collect: Plugin = {
    name: "luminalib:start-modules",
    generateBundle: (_, bundle) => {
      const seen = new Set<string>()
      const add = (file: string): void => {
        const chunk = bundle[file]
        if (chunk?.type !== "chunk" || seen.has(file)) return
        seen.add(file)
        for (const id of Object.keys(chunk.modules)) if (chunk.facadeModuleId !== id || !chunk.isEntry) found.add(id)
        chunk.imports.forEach(add)
      }
      for (const [file, chunk] of Object.entries(bundle)) {
        const facade = chunk.type === "chunk" ? (chunk.facadeModuleId ?? "") : ""
        if ((chunk.type === "chunk" && chunk.isEntry) || startParts.some((part) => facade.endsWith(part))) add(file)
      }
    }
  }
  await build({ configFile, logLevel: "error", plugins: [collect], build: { write: false, minify: false } })
  return found
}

/**
 * Puts what the start page needs into one file. By itself a bundler makes a file for every set of pages that share
 * something: eighty of them for the start page, which together are a sixth larger and take as many requests.
 */
export const startInOneFile = async (): Promise<InlineConfig> => {
  const modules = await startModules()
  const groups = [{ name: "start", test: (id: string) => modules.has(id) }]
  return {
    build: { rolldownOptions: { output: { codeSplitting: { includeDependenciesRecursively: false, groups } } } }
  }
}
