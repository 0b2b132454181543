import { Anchor, Center, Group, Paper, Stack, Text, Title } from "@mantine/core"
import type { ReactNode } from "react"
import { chooseLanguage, type Language, languages, useLanguage, useMessages } from "../../messages/Messages.tsx"

const isLanguage = (tag: string): tag is Language => tag in languages

/** What surrounds the forms of those who are not logged in. */
export const Welcome = ({ children, title }: { readonly title: string; readonly children: ReactNode }) => {
  const { session } = useMessages()
  const current = useLanguage()
  return (
    <Center component="main" mih="100dvh" p="md" className="welcome">
      <title>{`${title} · LuminaLib`}</title>
      <Stack w="100%" maw={420}>
        <Group justify="center" gap="sm">
          <img src="/icon.svg" alt="" width={40} height={40} />
          <div>
            <Text fw={700} size="xl">
              LuminaLib
            </Text>
            <Text size="sm" c="dimmed">
              {session.motto}
            </Text>
          </div>
        </Group>
        <Paper withBorder p="lg" radius="md" shadow="sm">
          <Title order={1} size="h3" mb="md">
            {title}
          </Title>
          {children}
        </Paper>
        <Group justify="center" component="nav" aria-label={session.language}>
          {Object.entries(languages).map(([tag, name]) => (
            <Anchor
              key={tag}
              component="button"
              type="button"
              size="sm"
              lang={tag}
              aria-current={tag === current}
              fw={tag === current ? 700 : 400}
              onClick={() => isLanguage(tag) && chooseLanguage(tag)}
            >
              {name}
            </Anchor>
          ))}
        </Group>
      </Stack>
    </Center>
  )
}
