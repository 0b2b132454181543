import { MantineProvider, localStorageColorSchemeManager } from "@mantine/core"
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { type ComponentProps, lazy, Suspense, useState } from "react"
import type { Connection } from "./connection/Connection.ts"
import { ConnectionContext } from "./connection/ConnectionContext.tsx"
import { LiveProvider } from "./live/LiveProvider.tsx"
import { MessagesContext } from "./messages/Messages.tsx"
import type { PageRouter } from "./Router.tsx"
import { theme, variables } from "./shell/Theme.ts"

interface AppProps {
  readonly connection: Connection
  readonly queries: QueryClient
  readonly router: PageRouter
  readonly spoken: NonNullable<ComponentProps<typeof MessagesContext>["value"]>
  readonly nonce: string
}

/** There when there is something to say: nobody waits for it. */
const Toaster = lazy(() => import("./shell/Toaster.tsx").then(({ Toaster }) => ({ default: Toaster })))

/** The page, with everything that its parts stand on. */
export const App = ({ connection, nonce, queries, router, spoken }: AppProps) => {
  const [colors] = useState(() => localStorageColorSchemeManager({ key: "luminalib.colors" }))
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={colors}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <MessagesContext value={spoken}>
        <ConnectionContext value={connection}>
          <QueryClientProvider client={queries}>
            <LiveProvider>
              <RouterProvider router={router} />
              <Suspense fallback={null}>
                <Toaster />
              </Suspense>
            </LiveProvider>
          </QueryClientProvider>
        </ConnectionContext>
      </MessagesContext>
    </MantineProvider>
  )
}
