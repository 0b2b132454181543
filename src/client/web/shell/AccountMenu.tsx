import { Avatar, Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core"
import { IconCheck, IconLogout, IconUserCircle } from "@tabler/icons-react"
import { useNavigate } from "@tanstack/react-router"
import { useConnection, useUser } from "../connection/ConnectionContext.tsx"
import { chooseLanguage, type Language, languages, useLanguage, useMessages } from "../messages/Messages.tsx"
import { useToasts } from "../parts/Toasts.ts"

const schemes = ["light", "dark", "auto"] as const
const isLanguage = (tag: string): tag is Language => tag in languages

/** The first letters of the first and the last name. */
const initialsOf = (name: string) => {
  const names = name.split(/\s+/u).filter((part) => part !== "")
  return [names[0], ...names.slice(1).slice(-1)].map((part) => [...(part ?? "")][0] ?? "").join("")
}

/** Whose page it is, in which colours and language, and the way out. */
export const AccountMenu = () => {
  const { shell } = useMessages()
  const user = useUser()
  const connection = useConnection()
  const language = useLanguage()
  const navigate = useNavigate()
  const toasts = useToasts()
  const initials = initialsOf(user.fullName)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const leave = async () => {
    try {
      await connection.logOut()
      await navigate({ to: "/login" })
    } catch (error) {
      toasts.failed(error)
    }
  }
  const chosen = <IconCheck size={16} aria-hidden />
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton aria-label={`${initials}, ${shell.account}: ${user.fullName}`}>
          <Avatar color="harbour.8" variant="filled" radius="xl" size={36}>
            {initials}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Item
          leftSection={<IconUserCircle size={16} aria-hidden />}
          onClick={() => void navigate({ to: "/profile" })}
        >
          {shell.profile}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{shell.colors.label}</Menu.Label>
        {schemes.map((scheme) => (
          <Menu.Item
            key={scheme}
            aria-current={colorScheme === scheme}
            rightSection={colorScheme === scheme ? chosen : undefined}
            onClick={() => setColorScheme(scheme)}
          >
            {shell.colors[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{shell.language}</Menu.Label>
        {Object.entries(languages).map(([tag, name]) => (
          <Menu.Item
            key={tag}
            lang={tag}
            aria-current={language === tag}
            rightSection={language === tag ? chosen : undefined}
            onClick={() => isLanguage(tag) && chooseLanguage(tag)}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          {shell.logOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
