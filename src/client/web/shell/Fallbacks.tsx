import { Button, Center, Loader, Stack, Text, Title } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import { FailureAlert } from "../parts/FailureAlert.tsx"
import { useMessages } from "../messages/Messages.tsx"

/** While a page is loaded. */
export const Waiting = () => {
  const { states } = useMessages()
  return (
    <Center py="xl" role="status" aria-label={states.loading}>
      <Loader />
    </Center>
  )
}

/** For addresses that show nothing, among what every page has. */
export const NothingHere = () => {
  const { shell } = useMessages()
  return (
    <Stack align="center" py="xl">
      <title>{`${shell.notFound.title} · LuminaLib`}</title>
      <Title order={1} size="h2">
        {shell.notFound.title}
      </Title>
      <Text>{shell.notFound.lead}</Text>
      <Button component={Link} to="/">
        {shell.notFound.back}
      </Button>
    </Stack>
  )
}

/** The same where there is nothing else. */
export const NotFound = () => (
  <main>
    <NothingHere />
  </main>
)

/** Where a page could not be loaded or shown. */
export const Broken = ({ error }: { readonly error: unknown }) => {
  const { shell } = useMessages()
  return (
    <Stack py="xl" maw={640} mx="auto">
      <Title order={1} size="h2">
        {shell.broken.title}
      </Title>
      <Text>{shell.broken.lead}</Text>
      <FailureAlert error={error} />
      <Button onClick={() => location.reload()}>{shell.broken.reload}</Button>
    </Stack>
  )
}
