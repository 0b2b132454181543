import { Alert, Button, Group, Radio, Stack, Text } from "@mantine/core"
import { useState } from "react"
import { useMessages } from "../../messages/Messages.tsx"
import type { BookField, BookValues } from "./BookValues.ts"

interface ConflictProps {
  readonly fields: ReadonlyArray<BookField>
  readonly mine: BookValues
  readonly theirs: BookValues
  readonly onChoose: (theirs: ReadonlyArray<BookField>) => void
}

const shown = (value: BookValues[BookField]) =>
  typeof value === "string" || typeof value === "number" ? `${value}` : value.join(", ")

/** Two changed the same: shows both versions of each field, to choose from. */
export const Conflict = ({ fields, mine, onChoose, theirs }: ConflictProps) => {
  const { editBook } = useMessages()
  const [taken, setTaken] = useState<ReadonlyArray<BookField>>([])
  const say = (value: BookValues[BookField]) => (shown(value) === "" ? editBook.empty : shown(value))
  return (
    <Alert role="alert" color="yellow" variant="default" title={editBook.conflict}>
      <Stack>
        <Text size="sm">{fields.length === 0 ? editBook.conflictElsewhere : editBook.conflictLead}</Text>
        {fields.map((field) => (
          <Radio.Group
            key={field}
            label={editBook.fields[field]}
            value={taken.includes(field) ? "theirs" : "mine"}
            onChange={(choice) =>
              setTaken(choice === "theirs" ? [...taken, field] : taken.filter((other) => other !== field))
            }
          >
            <Stack gap="xs" mt="xs">
              <Radio value="mine" label={editBook.mine(say(mine[field]))} />
              <Radio value="theirs" label={editBook.theirs(say(theirs[field]))} />
            </Stack>
          </Radio.Group>
        ))}
        <Group>
          <Button onClick={() => onChoose(taken)}>{editBook.takeChoice}</Button>
        </Group>
      </Stack>
    </Alert>
  )
}
