import { fileURLToPath } from "node:url"

const place = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url))

/** The project. Paths below are said from here. */
export const root = place("")
export const configFile = place("src/client/web/vite.config.ts")
/** Where the server looks for the page. */
export const built = place("dist/web")
/** What says in there of which sources it was made. */
export const builtFrom = ".built-from"
/** Vite's list in there of what loads what. */
export const manifest = ".vite/manifest.json"
