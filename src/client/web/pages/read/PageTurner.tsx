import { ActionIcon, Group, NumberInput, Text } from "@mantine/core"
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react"
import { useMessages } from "../../messages/Messages.tsx"

interface PageTurnerProps {
  readonly page: number
  readonly pageCount: number
  readonly onTurn: (page: number) => void
  /** Two of them stand on a page: only one lets a number be typed. */
  readonly isShort?: boolean
}

/** From page to page. */
export const PageTurner = ({ isShort = false, onTurn, page, pageCount }: PageTurnerProps) => {
  const { read } = useMessages()
  return (
    <Group gap="xs" wrap="nowrap" component="nav" aria-label={isShort ? read.pagesBelow : read.pages}>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={read.previous}
        disabled={page <= 1}
        onClick={() => onTurn(page - 1)}
      >
        <IconChevronLeft size={20} aria-hidden />
      </ActionIcon>
      {isShort ? (
        <Text size="sm">{read.pageOf(page, pageCount)}</Text>
      ) : (
        <>
          <NumberInput
            key={page}
            aria-label={read.goTo}
            defaultValue={page}
            min={1}
            max={pageCount}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="strict"
            hideControls
            w={72}
            onBlur={({ currentTarget }) => {
              const wanted = Number(currentTarget.value)
              if (wanted >= 1 && wanted !== page) onTurn(wanted)
            }}
            onKeyDown={(event) => {
              if (event.key === "Enter") event.currentTarget.blur()
            }}
          />
          <Text size="sm">{read.of(pageCount)}</Text>
        </>
      )}
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={read.next}
        disabled={page >= pageCount}
        onClick={() => onTurn(page + 1)}
      >
        <IconChevronRight size={20} aria-hidden />
      </ActionIcon>
    </Group>
  )
}
