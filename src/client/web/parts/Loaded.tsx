import { Center, Loader } from "@mantine/core"
import type { UseQueryResult } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { useMessages } from "../messages/Messages.tsx"
import { FailureAlert } from "./FailureAlert.tsx"

interface LoadedProps<A> {
  readonly query: UseQueryResult<A, Error>
  readonly children: (value: A) => ReactNode
  /** Shown until there is an answer. */
  readonly waiting?: ReactNode
}

/** Shows an answer of the library once it is there; what is shown stays while it is asked for anew. */
export const Loaded = <A,>({ children, query, waiting }: LoadedProps<A>) => {
  const { states } = useMessages()
  if (query.data !== undefined) return children(query.data)
  if (query.error !== null) return <FailureAlert error={query.error} onRetry={() => void query.refetch()} />
  return (
    waiting ?? (
      <Center py="xl" role="status" aria-label={states.loading}>
        <Loader />
      </Center>
    )
  )
}
