#!/usr/bin/env node
// The command line. The program runs on Node 24, which `npm ci` puts beside its packages; the shell may have an older
// one (20 or newer), so this file alone is plain JavaScript and hands over.
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import * as module from "node:module"
import { constants } from "node:os"
import process from "node:process"
import { fileURLToPath } from "node:url"

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // A third less to wait for every command. Kept beside the packages: whoever may write there may change them as well.
  module.enableCompileCache(here("../node_modules/.cache/luminalib"))
  await import(new URL("../src/app/main.ts", import.meta.url).href)
} else {
  const node = here(`../node_modules/node/bin/${process.platform === "win32" ? "node.exe" : "node"}`)
  if (existsSync(node)) {
    handOver(node)
  } else {
    process.stderr.write(`luminalib needs Node 24: run \`npm ci\` in ${here("..")}, or install Node 24\n`)
    process.exitCode = 1
  }
}

/** Runs this file with another Node, and ends as it ends. */
function handOver(node) {
  const child = spawn(node, [here("luminalib.js"), ...process.argv.slice(2)], { stdio: "inherit" })
  // A terminal tells the child as well, for which being told twice is being told once.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
  child.on("error", (error) => {
    process.stderr.write(`${node} does not start: ${error.message}\n`)
    process.exit(1)
  })
  // As shells say it, for a child that a signal ended.
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (signal === null ? 1 : constants.signals[signal])))
}
