import { tmpdir } from "node:os"
import { join } from "node:path"

/** Compiled code is kept between starts: tests start the same few files a hundred times. */
export const compileCache = join(tmpdir(), "luminalib-test-compile-cache")
