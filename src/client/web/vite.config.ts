import react from "@vitejs/plugin-react"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vite"

const here = fileURLToPath(new URL(".", import.meta.url))
const outDir = fileURLToPath(new URL("../../../dist/web", import.meta.url))

/** Where the server is that the page talks to while it is worked on. */
const server = "http://127.0.0.1:8000"

/** How the page is built, and served while it is worked on. */
// oxlint-disable-next-line import/no-default-export -- Vite reads it so.
export default defineConfig({
  root: here,
  base: "/",
  plugins: [react()],
  build: {
    outDir,
    emptyOutDir: true,
    manifest: true,
    target: "es2023",
    // Whatever is inlined as data: would need an exception in the policy of contents.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // What it weighs compressed is checked: see build/Budget.ts.
    chunkSizeWarningLimit: 1500
  },
  server: { port: 5173, proxy: { "/api": { target: server, ws: true } } }
})
