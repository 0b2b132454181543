import { ActionIcon, Group } from "@mantine/core"
import { useLocalStorage } from "@mantine/hooks"
import { IconTextDecrease, IconTextIncrease } from "@tabler/icons-react"
import { useMessages } from "../../messages/Messages.tsx"

/** In rem, from the smallest to the largest. */
const sizes = [0.9, 1, 1.125, 1.25, 1.5, 1.75, 2]
const usual = 2

/** How large the letters are, kept on this device. */
export const useFontSize = () => {
  const [step, setStep] = useLocalStorage({
    key: "luminalib.letters",
    defaultValue: usual,
    getInitialValueInEffect: false
  })
  return { size: sizes[step] ?? 1.125, step, setStep }
}

export const FontSize = ({ setStep, step }: Pick<ReturnType<typeof useFontSize>, "setStep" | "step">) => {
  const { read } = useMessages()
  return (
    <Group gap={4} wrap="nowrap" role="group" aria-label={read.letters}>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={read.smaller}
        disabled={step <= 0}
        onClick={() => setStep(step - 1)}
      >
        <IconTextDecrease size={20} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={read.larger}
        disabled={step >= sizes.length - 1}
        onClick={() => setStep(step + 1)}
      >
        <IconTextIncrease size={20} aria-hidden />
      </ActionIcon>
    </Group>
  )
}
