import { ActionIcon, Button } from "@mantine/core"
import { useHotkeys } from "@mantine/hooks"
import { IconSearch } from "@tabler/icons-react"
import { lazy, Suspense, useState } from "react"
import { useMessages } from "../messages/Messages.tsx"

const Search = lazy(() => import("./Search.tsx").then(({ Search }) => ({ default: Search })))

/** Opens the search over books and pages: also `Ctrl+K`. It is loaded when it is first wanted. */
export const SearchButton = () => {
  const { shell } = useMessages()
  const [isOpen, setOpen] = useState(false)
  const [isWanted, setWanted] = useState(false)
  const open = () => {
    setWanted(true)
    setOpen(true)
  }
  useHotkeys([["mod+K", open]])
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconSearch size={16} aria-hidden />}
        visibleFrom="sm"
        onClick={open}
        aria-keyshortcuts="Control+K"
      >
        {shell.searchShort}
      </Button>
      <ActionIcon variant="subtle" size="lg" hiddenFrom="sm" aria-label={shell.searchShort} onClick={open}>
        <IconSearch size={20} aria-hidden />
      </ActionIcon>
      {isWanted && (
        <Suspense fallback={null}>
          <Search isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
