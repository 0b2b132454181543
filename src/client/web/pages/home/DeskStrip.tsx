import { Anchor, Group, Paper, Text, Title } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useDeskCounts } from "./HomeQueries.ts"

/** What waits for the staff. A number that is not to be had is shown as a dash: the pages behind it say why. */
export const DeskStrip = () => {
  const { desk } = useMessages().home
  const { number } = useFormats()
  const { failed, overdue, reported } = useDeskCounts()
  const count = (value: number | undefined) => (value === undefined ? "–" : number(value))
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="desk-title">
      <Group gap="md">
        <Title order={2} size="h5" id="desk-title">
          {desk.title}
        </Title>
        <Anchor
          className="tall-link"
          renderRoot={(props) => <Link to="/desk/loans" search={{ show: "overdue" }} {...props} />}
        >
          <Text span fw={700}>
            {count(overdue.data)}
          </Text>{" "}
          {desk.overdue(overdue.data ?? 0)}
        </Anchor>
        <Anchor component={Link} to="/desk/reviews" className="tall-link">
          <Text span fw={700}>
            {count(reported.data)}
          </Text>{" "}
          {desk.reported(reported.data ?? 0)}
        </Anchor>
        <Anchor
          renderRoot={(props) => <Link to="/desk/jobs" search={{ status: "failed" }} {...props} />}
          className="tall-link"
        >
          <Text span fw={700}>
            {count(failed.data)}
          </Text>{" "}
          {desk.failed(failed.data ?? 0)}
        </Anchor>
      </Group>
    </Paper>
  )
}
