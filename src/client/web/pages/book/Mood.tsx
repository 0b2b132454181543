import { Text } from "@mantine/core"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"

/** Above it reviews are positive, below minus it negative. */
const turn = 0.3
export type Feeling = "positive" | "neutral" | "negative"
export const feelingOf = (score: number): Feeling => {
  if (score > turn) return "positive"
  return score < -turn ? "negative" : "neutral"
}

const radius = 80
/** A point of the half circle, from -1 at the left to 1 at the right. */
const at = (score: number, far = radius) => {
  const angle = Math.PI * (1 - (score + 1) / 2)
  return `${100 + far * Math.cos(angle)} ${100 - far * Math.sin(angle)}`
}
const arc = (from: number, to: number) => `M ${at(from)} A ${radius} ${radius} 0 0 1 ${at(to)}`

/** How reviews sound on the whole, as a needle between bad and good, and in words. */
export const Mood = ({ average }: { readonly average: number }) => {
  const { book } = useMessages()
  const { decimal } = useFormats()
  const said = book.mood.words[feelingOf(average)]
  const score = decimal(average, 2)
  return (
    <figure className="mood">
      <svg viewBox="0 0 200 112" role="img" aria-label={book.mood.gauge(said, score)}>
        <path d={arc(-1, -turn - 0.02)} className="mood-negative" />
        <path d={arc(-turn + 0.02, turn - 0.02)} className="mood-neutral" />
        <path d={arc(turn + 0.02, 1)} className="mood-positive" />
        <path d={`M 100 100 L ${at(Math.max(-1, Math.min(1, average)), 62)}`} className="mood-needle" />
        <circle cx="100" cy="100" r="6" className="mood-hub" />
      </svg>
      <Text component="figcaption" ta="center" aria-hidden>
        <Text component="span" fw={600} display="block">
          {said}
        </Text>
        <Text component="span" size="sm">
          {book.mood.score(score)}
        </Text>
      </Text>
    </figure>
  )
}

const feelings = ["positive", "neutral", "negative"] as const

/** How many reviews sound how. */
export const MoodShares = ({ distribution }: { readonly distribution: Readonly<Record<Feeling, number>> }) => {
  const { book } = useMessages()
  const { number, percent } = useFormats()
  const total = distribution.positive + distribution.neutral + distribution.negative
  return (
    <dl className="mood-shares" aria-label={book.mood.shares}>
      {feelings.map((feeling) => {
        const share = total === 0 ? 0 : distribution[feeling] / total
        return (
          <div key={feeling}>
            <dt>{book.mood.words[feeling]}</dt>
            <dd>
              <span className="mood-track" aria-hidden>
                <span className={`mood-bar mood-bar-${feeling}`} style={{ width: `${share * 100}%` }} />
              </span>
              <span>{`${number(distribution[feeling])} · ${percent(share)}`}</span>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
