import "@mantine/spotlight/styles.css"
import { Spotlight } from "@mantine/spotlight"
import { useNavigate } from "@tanstack/react-router"
import { useMessages } from "../messages/Messages.tsx"
import { usePlaces } from "./Navigation.tsx"

interface SearchProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Finds pages by their name. */
export const Search = ({ isOpen, onClose }: SearchProps) => {
  const { shell } = useMessages()
  const navigate = useNavigate()
  const actions = usePlaces().map(({ label, places }) => ({
    group: label,
    actions: places.map(({ icon: Icon, label: name, to }) => ({
      id: to,
      label: name,
      leftSection: <Icon size={18} stroke={1.5} aria-hidden />,
      onClick: () => void navigate({ to })
    }))
  }))
  return (
    <Spotlight
      actions={actions}
      forceOpened={isOpen}
      onSpotlightClose={onClose}
      shortcut={null}
      searchProps={{ placeholder: shell.search, "aria-label": shell.search }}
    />
  )
}
