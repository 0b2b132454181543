import { AppShell, Burger, Group, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { createLazyRoute, Link, Navigate, Outlet } from "@tanstack/react-router"
import { lazy, Suspense } from "react"
import { useSession } from "../connection/ConnectionContext.tsx"
import { useMessages } from "../messages/Messages.tsx"
import { useFreshUser } from "../session/FreshUser.ts"
import { ConnectionBanner } from "./ConnectionBanner.tsx"
import { useFocusOnHeading } from "./FocusOnHeading.ts"
import { Navigation } from "./Navigation.tsx"
import { NotificationBell } from "./NotificationBell.tsx"
import { SearchButton } from "./SearchButton.tsx"

/** Wanted a moment later than the page itself. */
const AccountMenu = lazy(() => import("./AccountMenu.tsx").then(({ AccountMenu }) => ({ default: AccountMenu })))
const LogInAgain = lazy(() => import("./LogInAgain.tsx").then(({ LogInAgain }) => ({ default: LogInAgain })))

/** What surrounds every page of somebody who is logged in. */
const Shell = () => {
  const { shell } = useMessages()
  const [isOpen, { close, toggle }] = useDisclosure()
  const isExpired = useSession()._tag === "expired"
  useFocusOnHeading()
  useFreshUser()
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 250, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a className="skip-link" href="#content">
        {shell.skipToContent}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? shell.closeNavigation : shell.openNavigation}
              aria-expanded={isOpen}
            />
            <Link to="/" className="brand" aria-label="LuminaLib">
              <img src="/icon.svg" alt="" width={28} height={28} />
              <Text fw={700} component="span" visibleFrom="xs">
                LuminaLib
              </Text>
            </Link>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SearchButton />
            <NotificationBell />
            <Suspense fallback={<div className="account-place" />}>
              <AccountMenu />
            </Suspense>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={shell.navigation} style={{ overflowY: "auto" }}>
        <Navigation onGone={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <ConnectionBanner />
        <Outlet />
      </AppShell.Main>
      {isExpired && (
        <Suspense fallback={null}>
          <LogInAgain />
        </Suspense>
      )}
    </AppShell>
  )
}

/** Whoever leaves is gone from every page at once. */
const ShellOfSomebody = () => (useSession()._tag === "loggedOut" ? <Navigate to="/login" replace /> : <Shell />)

export const route = createLazyRoute("/inside")({ component: ShellOfSomebody })
