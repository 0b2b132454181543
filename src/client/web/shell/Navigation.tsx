import { NavLink, Text } from "@mantine/core"
import {
  IconActivity,
  IconBell,
  IconBook2,
  IconBooks,
  IconBriefcase,
  IconBuildingCommunity,
  IconFileText,
  IconFlag,
  IconHome,
  IconList,
  IconMessageQuestion,
  IconStack2,
  IconUpload,
  IconUserCircle,
  IconUsers
} from "@tabler/icons-react"
import { Link, type LinkProps } from "@tanstack/react-router"
import { hasRole, useUser } from "../connection/ConnectionContext.tsx"
import type { User } from "#contract/identity/User.ts"
import { useMessages } from "../messages/Messages.tsx"

interface Place {
  readonly to: NonNullable<LinkProps["to"]>
  readonly label: string
  readonly icon: typeof IconHome
  readonly role: User["role"]
}

/** The pages that can be gone to, in groups, as far as the person may see them. */
export const usePlaces = () => {
  const user = useUser()
  const { shell } = useMessages()
  const groups: ReadonlyArray<{ readonly label: string; readonly places: ReadonlyArray<Place> }> = [
    {
      label: shell.groups.read,
      places: [
        { to: "/", label: shell.home, icon: IconHome, role: "member" },
        { to: "/books", label: shell.books, icon: IconBooks, role: "member" },
        { to: "/ask", label: shell.ask, icon: IconMessageQuestion, role: "member" },
        { to: "/loans", label: shell.loans, icon: IconBook2, role: "member" },
        { to: "/lists", label: shell.lists, icon: IconList, role: "member" },
        { to: "/documents", label: shell.documents, icon: IconFileText, role: "member" },
        { to: "/notifications", label: shell.notifications, icon: IconBell, role: "member" },
        { to: "/profile", label: shell.profile, icon: IconUserCircle, role: "member" }
      ]
    },
    {
      label: shell.groups.desk,
      places: [
        { to: "/desk/upload", label: shell.upload, icon: IconUpload, role: "librarian" },
        { to: "/desk/loans", label: shell.deskLoans, icon: IconBriefcase, role: "librarian" },
        { to: "/desk/reviews", label: shell.moderation, icon: IconFlag, role: "librarian" },
        { to: "/desk/jobs", label: shell.jobs, icon: IconActivity, role: "librarian" },
        { to: "/desk/status", label: shell.status, icon: IconStack2, role: "librarian" }
      ]
    },
    {
      label: shell.groups.admin,
      places: [
        { to: "/admin/users", label: shell.users, icon: IconUsers, role: "admin" },
        { to: "/admin/library", label: shell.library, icon: IconBuildingCommunity, role: "admin" },
        { to: "/admin/queues", label: shell.queues, icon: IconStack2, role: "admin" }
      ]
    }
  ]
  return groups
    .map(({ label, places }) => ({ label, places: places.filter(({ role }) => hasRole(user, role)) }))
    .filter(({ places }) => places.length > 0)
}

/** The way to every page, at the side or behind the burger. */
export const Navigation = ({ onGone }: { readonly onGone: () => void }) =>
  usePlaces().map(({ label, places }) => (
    <section key={label} aria-label={label}>
      <Text size="xs" tt="uppercase" c="dimmed" fw={600} px="sm" pt="md" pb={4} aria-hidden>
        {label}
      </Text>
      {places.map(({ icon: Icon, label: name, to }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === "/" }} onClick={onGone} className="place">
          {({ isActive }) => (
            <NavLink
              component="span"
              active={isActive}
              label={name}
              leftSection={<Icon size={18} stroke={1.5} aria-hidden />}
            />
          )}
        </Link>
      ))}
    </section>
  ))
