import { Text } from "@mantine/core"
import { IconHelpCircle } from "@tabler/icons-react"
import type { AnswerSentence, Citation } from "#contract/intelligence/Answer.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { SourceLink } from "./SourceLink.tsx"

interface AnswerTextProps {
  readonly sentences: ReadonlyArray<AnswerSentence>
  readonly citations: ReadonlyArray<Citation>
}

/** The numbers after a sentence, each of which leads to where it stands. */
const Numbers = ({
  citations,
  numbers
}: {
  readonly citations: AnswerTextProps["citations"]
  readonly numbers: ReadonlyArray<number>
}) => {
  const { ask } = useMessages()
  return numbers.map((number) => {
    const citation = citations.find(({ index }) => index === number)
    return citation === undefined ? (
      <span key={number}> [{number}]</span>
    ) : (
      <span key={number}>
        {" "}
        <SourceLink
          place={citation}
          size="sm"
          underline="always"
          className="citation"
          aria-label={ask.sourceNumber(number, citation.title)}
        >
          {number}
        </SourceLink>
      </span>
    )
  })
}

/** The sentences of an answer, read out one by one as they come. */
export const AnswerText = ({ citations, sentences }: AnswerTextProps) => {
  const { ask } = useMessages()
  return (
    <Text component="div" className="answer-text" aria-live="polite" aria-relevant="additions">
      {sentences.map(({ citations: numbers, supported, text }, index) => (
        // Sentences come one after another and stay where they are.
        <span key={index}>
          {text}
          <Numbers citations={citations} numbers={numbers} />
          {!supported && (
            <span className="in-part">
              <IconHelpCircle size={14} aria-hidden /> {ask.inPart}
            </span>
          )}{" "}
        </span>
      ))}
    </Text>
  )
}
