import { Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { IconSearch } from "@tabler/icons-react"
import { createLazyRoute } from "@tanstack/react-router"
import { useState } from "react"
import type { Role } from "#contract/identity/Role.ts"
import type { User } from "#contract/identity/User.ts"
import { useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { Endless } from "../../parts/Endless.tsx"
import { Nothing } from "../../parts/Nothing.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { ManageUser } from "./ManageUser.tsx"
import { UserRow } from "./UserRow.tsx"
import { useUsers } from "./UserQueries.ts"

const roles: ReadonlyArray<Role> = ["member", "librarian", "admin"]
const rest = 250

const UsersPage = () => {
  const { actions, users } = useMessages()
  const self = useUser()
  const [role, setRole] = useState<Role | null>(null)
  const [typed, setTyped] = useState("")
  const [q] = useDebouncedValue(typed.trim(), rest)
  const [managed, setManaged] = useState<User>()
  const query = useUsers({ q, role })
  const total = query.data?.pages[0]?.total
  const close = () => setManaged(undefined)
  return (
    <>
      <PageTitle
        title={users.title}
        lead={
          <span role="status">
            {total === undefined ? " " : (q === "" && role === null ? users.lead : users.found)(total)}
          </span>
        }
      />
      <Group mb="md" align="flex-end">
        <TextInput
          type="search"
          label={users.search}
          flex="1 1 220px"
          maw={420}
          maxLength={200}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Select
          label={users.filter}
          placeholder={users.all}
          clearable
          data={roles.map((value) => ({ value, label: users.roles[value] }))}
          value={role}
          onChange={(value) => setRole(roles.find((known) => known === value) ?? null)}
        />
      </Group>
      <Endless
        query={query}
        empty={
          <Nothing title={users.nothing}>
            <Text size="sm">{users.nothingLead}</Text>
          </Nothing>
        }
      >
        {(items) => (
          <Stack component="ul" gap="sm" className="plain-list" aria-label={users.list}>
            {items.map((user) => (
              <UserRow key={user.id} user={user} isSelf={user.id === self.id} onManage={() => setManaged(user)} />
            ))}
          </Stack>
        )}
      </Endless>
      <Modal
        opened={managed !== undefined}
        onClose={close}
        title={managed === undefined ? "" : users.form.title(managed.fullName)}
        closeButtonProps={{ "aria-label": actions.close }}
      >
        {managed !== undefined && <ManageUser key={managed.id} user={managed} onClose={close} />}
      </Modal>
    </>
  )
}

export const route = createLazyRoute("/inside/admin/users")({ component: UsersPage })
