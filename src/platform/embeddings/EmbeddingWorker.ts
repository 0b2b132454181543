import { hashedDimensions, hashedVector } from "../retrieval/HashedVector.ts"
import { offer } from "../threads/Tasks.ts"
import type { DocumentText } from "./Embedder.ts"

const tasks = {
  /** The vectors of the texts, one after the other. */
  hash: (texts: ReadonlyArray<DocumentText>): Float32Array => {
    const all = new Float32Array(texts.length * hashedDimensions)
    texts.forEach(({ language, text }, at) => all.set(hashedVector(text, language), at * hashedDimensions))
    return all
  }
}

export type EmbeddingTasks = typeof tasks

offer(tasks)
