import { Group, Radio, Stack, useMantineColorScheme } from "@mantine/core"
import { chooseLanguage, type Language, languages, useLanguage, useMessages } from "../../messages/Messages.tsx"
import { Section } from "../../parts/Section.tsx"

const schemes = ["light", "dark", "auto"] as const
const isLanguage = (tag: string): tag is Language => tag in languages
const schemeOf = (value: string) => schemes.find((scheme) => scheme === value) ?? "auto"

/** In which language and which colours the page is shown on this device. */
export const DisplayForm = () => {
  const { profile, shell } = useMessages()
  const language = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Section title={profile.display.title} lead={profile.display.lead}>
      <Stack>
        <Radio.Group
          label={profile.display.language}
          value={language}
          onChange={(tag) => isLanguage(tag) && chooseLanguage(tag)}
        >
          <Group mt="xs">
            {Object.entries(languages).map(([tag, name]) => (
              <Radio key={tag} value={tag} label={<span lang={tag}>{name}</span>} />
            ))}
          </Group>
        </Radio.Group>
        <Radio.Group
          label={profile.display.colors}
          value={colorScheme}
          onChange={(value) => setColorScheme(schemeOf(value))}
        >
          <Group mt="xs">
            {schemes.map((scheme) => (
              <Radio key={scheme} value={scheme} label={shell.colors[scheme]} />
            ))}
          </Group>
        </Radio.Group>
      </Stack>
    </Section>
  )
}
