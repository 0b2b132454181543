import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { installationLibrary } from "#contract/identity/Organization.ts"
import { quantised, sketchOf } from "#platform/embeddings/Quantised.ts"
import { hashedDimensions, hashedVector } from "#platform/retrieval/HashedVector.ts"

/** Numbers that look drawn by chance and are the same every time. Source: mulberry32, by Tommy Ettinger. */
const chance = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}

const syllables = "ba be bi bo da de do fa fe go ka ke ki la le li lo ma me mo na ne ni po ra re ri ro sa se si so ta te to va vi zu".split(" ") // prettier-ignore
const vocabularySize = 30_000
const topicCount = 300
const wordsOfTopic = 60
const chunksOfSource = 50

const wordOf = (number: number): string => {
  let word = ""
  for (let left = number + syllables.length ** 2; left > 0; left = Math.floor(left / syllables.length)) {
    word += syllables[left % syllables.length]
  }
  return word
}

/** What adds a word to a hashed vector: its places and what stands there. */
interface Feature {
  readonly places: ReadonlyArray<number>
  readonly values: ReadonlyArray<number>
}

const featureOf = (word: string): Feature => {
  const vector = hashedVector(word, "und")
  const places = [...vector.keys()].filter((at) => vector[at] !== 0)
  return { places, values: places.map((at) => vector[at] ?? 0) }
}

/** A language of words by Zipf's law, and topics that prefer some of them. */
export const makeLanguage = () => {
  const draw = chance(42)
  const words = Array.from({ length: vocabularySize }, (_, at) => wordOf(at))
  const features = words.map(featureOf)
  // Zipf-Mandelbrot: without the words that are in every sentence, which no index holds.
  const weights = words.map((_, rank) => 1 / (rank + 30))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  const limits = Float64Array.from(weights, (weight) => (sum += weight / total))
  const common = () => {
    const wanted = draw()
    let [low, high] = [0, limits.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((limits[middle] ?? 1) < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
  const topics = Array.from({ length: topicCount }, () =>
    Array.from({ length: wordsOfTopic }, () => 200 + Math.floor(draw() * 15_000))
  )
  const ofTopic = (topic: number) => topics[topic % topicCount]?.[Math.floor(draw() ** 2 * wordsOfTopic)] ?? 0

  /** Numbers of the words of a chunk. */
  const chunk = (topic: number) =>
    Array.from({ length: 90 + Math.floor(draw() * 60) }, () => (draw() < 0.25 ? ofTopic(topic) : common()))

  /** Somebody asks about a topic, in words of it and of every day. */
  const question = (topic: number) =>
    [ofTopic(topic), common(), ofTopic(topic), ofTopic(topic), common(), common(), ofTopic(topic)]
      .map((at) => words[at])
      .join(" ")

  const vectorOf = (counts: ReadonlyMap<number, number>) => {
    const vector = new Float32Array(hashedDimensions)
    for (const [word, count] of counts) {
      const { places, values } = features[word] ?? { places: [], values: [] }
      places.forEach((place, at) => (vector[place] = (vector[place] ?? 0) + (1 + Math.log(count)) * (values[at] ?? 0)))
    }
    const length = Math.hypot(...vector)
    return vector.map((value) => value / length)
  }
  return { chunk, question, vectorOf, words }
}

const numbered = (kind: string, number: number) => `00000000-0000-7000-${kind}-${number.toString(16).padStart(12, "0")}`

const atOnce = 1_000

/** Fills the installation's library with chunks, as indexing would, but in bulk; grows what an earlier call has left. */
export const makeShelves = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const language = makeLanguage()
  const frequencies = new Map<number, number>()
  const written = { chunks: 0, words: 0 }

  yield* sql`SET statement_timeout = 0`
  yield* sql`SET maintenance_work_mem = '1GB'`
  yield* sql`SET synchronous_commit = off`
  yield* sql`SET session_replication_role = replica`
  yield* sql`
    INSERT INTO embedding_models (provider, model, dimensions) VALUES ('hashed', 'hashed-1', ${hashedDimensions})`
  yield* sql`
    INSERT INTO library_embeddings (organization_id, model_id, complete) VALUES (${installationLibrary}, 1, true)`
  const [index] = yield* sql<{ readonly definition: string }>`
    SELECT indexdef AS definition FROM pg_indexes WHERE indexname = 'chunks_search'`

  const batch = Effect.fnUntraced(function* (from: number) {
    const rows = Array.from({ length: atOnce }, (_, at) => {
      const number = from + at
      const source = Math.floor(number / chunksOfSource)
      const chunk = language.chunk(source)
      const counts = new Map<number, number>()
      for (const word of chunk) counts.set(word, (counts.get(word) ?? 0) + 1)
      for (const word of counts.keys()) frequencies.set(word, (frequencies.get(word) ?? 0) + 1)
      written.words += chunk.length
      let position = 0
      const terms = Array.from(
        counts,
        ([word, count]) => `${language.words[word]}:${Array.from({ length: count }, () => ++position).join(",")}`
      )
      const vector = language.vectorOf(counts)
      return {
        id: numbered("c000", number),
        source: numbered("d000", source),
        ordinal: number % chunksOfSource,
        words: chunk.length,
        body: chunk.map((word) => language.words[word]).join(" "),
        search: terms.join(" "),
        embedding: quantised(vector),
        sketch: sketchOf(vector)
      }
    })
    const sources = [...new Set(rows.map(({ source }) => source))]
    yield* sql`
      INSERT INTO books (id, organization_id, title, author)
      SELECT id, ${installationLibrary}::uuid, 'Book', 'Ann Author' FROM unnest(${sources}::uuid[]) AS new (id)`
    yield* sql`
      INSERT INTO sources (organization_id, id, kind, title, author, content_hash, analyser, wanted, revision, chunks)
      SELECT ${installationLibrary}::uuid, id, 'book', 'Book', 'Ann Author', repeat('0', 64), 1, id, id, ${chunksOfSource}
      FROM unnest(${sources}::uuid[]) AS new (id)`
    yield* sql`
      INSERT INTO chunks (organization_id, id, source_id, revision, ordinal, start_at, end_at, headings, body, tokens,
        words, language, hash, search)
      SELECT ${installationLibrary}::uuid, id, source, source, ordinal, ordinal * 1000, ordinal * 1000 + length(body),
        '{}', body, length(body) / 3, words, 'und', repeat('0', 64),
        search::tsvector || array_to_tsvector(ARRAY[${installationLibrary}::text])
      FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ source }) => source)}::uuid[],
        ${rows.map(({ ordinal }) => ordinal)}::int[], ${rows.map(({ words }) => words)}::int[],
        ${rows.map(({ body }) => body)}::text[], ${rows.map(({ search }) => search)}::text[])
        AS new (id, source, ordinal, words, body, search)`
    yield* sql`
      INSERT INTO chunk_embeddings (organization_id, chunk_id, model_id, source_id, generation, embedding, sketch)
      SELECT ${installationLibrary}::uuid, id, 1, source, ${from / atOnce + 1}::bigint, embedding, sketch
      FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ source }) => source)}::uuid[],
        ${rows.map(({ embedding }) => embedding)}::bytea[], ${rows.map(({ sketch }) => sketch)}::bytea[])
        AS new (id, source, embedding, sketch)`
  })

  /** What triggers would have counted. */
  const count = Effect.fnUntraced(function* () {
    const terms = [...frequencies.keys()]
    yield* sql`TRUNCATE chunk_terms`
    yield* sql`
      INSERT INTO chunk_terms (organization_id, term, chunks)
      SELECT ${installationLibrary}::uuid, term, chunks
      FROM unnest(${terms.map((word) => language.words[word] ?? "")}::text[],
        ${terms.map((word) => frequencies.get(word) ?? 0)}::int[]) AS new (term, chunks)`
    yield* sql`
      INSERT INTO search_indexes (organization_id, chunks, words, languages, generation)
      VALUES (${installationLibrary}, ${written.chunks}, ${written.words}, '{und}', ${written.chunks / atOnce})
      ON CONFLICT (organization_id) DO UPDATE
        SET (chunks, words, generation) = (excluded.chunks, excluded.words, excluded.generation)`
    yield* sql`UPDATE library_embeddings SET generation = ${written.chunks / atOnce}`
  })

  return {
    question: language.question,
    growTo: Effect.fnUntraced(function* (chunks: number) {
      yield* sql`DROP INDEX IF EXISTS chunks_search`
      const batches = Array.from(
        { length: (chunks - written.chunks) / atOnce },
        (_, at) => written.chunks + at * atOnce
      )
      // The next one is made while the database takes this one.
      yield* Effect.forEach(batches, batch, { concurrency: 2, discard: true })
      written.chunks = chunks
      yield* sql.unsafe(index?.definition ?? "").unprepared
      yield* count()
      yield* sql`VACUUM ANALYZE`
    })
  }
})
