import { Box, Table, VisuallyHidden } from "@mantine/core"
import { type ReactNode, useId } from "react"

interface WideTableProps {
  /** What the table tells, for those who cannot see where it stands. */
  readonly caption: string
  readonly columns: ReadonlyArray<{ readonly label: string; readonly isNumber?: boolean; readonly isHidden?: boolean }>
  /** Pixels below which it is moved sideways within its own frame. */
  readonly minWidth?: number
  /** Its rows. */
  readonly children: ReactNode
}

/** A table which, where it is too wide, moves within its frame, also by keyboard. */
export const WideTable = ({ caption, children, columns, minWidth = 640 }: WideTableProps) => {
  const id = useId()
  return (
    <Box role="region" aria-labelledby={id} tabIndex={0} style={{ overflowX: "auto", position: "relative" }}>
      <Table miw={minWidth} verticalSpacing="sm">
        <Table.Caption id={id} m={0} p={0} h={0}>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ isHidden = false, isNumber = false, label }) => (
              <Table.Th key={label} scope="col" ta={isNumber ? "right" : "left"}>
                {isHidden ? <VisuallyHidden>{label}</VisuallyHidden> : label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Box>
  )
}
