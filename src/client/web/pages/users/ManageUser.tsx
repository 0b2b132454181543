import { Button, Divider, Group, Radio, Stack, Switch, Text, Textarea } from "@mantine/core"
import { useForm } from "@mantine/form"
import { useState } from "react"
import type { Role } from "#contract/identity/Role.ts"
import type { UpdateUser, User } from "#contract/identity/User.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useToasts } from "../../parts/Toasts.ts"
import { useEraseUser, useUpdateUser } from "./UserQueries.ts"

const roles: ReadonlyArray<Role> = ["member", "librarian", "admin"]
const longestReason = 500

interface ManageUserProps {
  readonly user: User
  readonly onClose: () => void
}

interface Values {
  readonly role: Role
  readonly active: boolean
  readonly lends: boolean
  readonly reason: string
}

/** What differs from what is: only that is sent. */
const changesOf = (user: User, { active, lends, reason, role }: Values): UpdateUser => {
  const isBlocked = user.blockedAt !== null
  const why = reason.trim()
  return {
    ...(role === user.role ? {} : { role }),
    ...(active === user.active ? {} : { active }),
    ...(lends === !isBlocked ? {} : { blocked: !lends }),
    ...(!lends && why !== "" && why !== (user.blockedReason ?? "") ? { blocked: true, blockedReason: why } : {})
  }
}

/** Asks once more before somebody's account is gone for good. */
const Erase = ({ onClose, user }: ManageUserProps) => {
  const { actions, users } = useMessages()
  const toasts = useToasts()
  const [isAsking, setAsking] = useState(false)
  const erase = useEraseUser()
  if (!isAsking) {
    return (
      <Group>
        <Button color="red.8" onClick={() => setAsking(true)}>
          {users.erase.open}
        </Button>
      </Group>
    )
  }
  return (
    <Stack>
      <Text size="sm" role="alert">
        {users.erase.lead(user.fullName)}
      </Text>
      {erase.error !== null && <FailureAlert error={erase.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={() => setAsking(false)}>
          {actions.cancel}
        </Button>
        <Button
          color="red.8"
          loading={erase.isPending}
          onClick={() =>
            erase.mutate(user.id, {
              onSuccess: () => {
                toasts.done(users.erase.erased(user.fullName))
                onClose()
              }
            })
          }
        >
          {users.erase.confirm}
        </Button>
      </Group>
    </Stack>
  )
}

/** A person's role, whether they may log in and borrow, and the end of their account. */
export const ManageUser = ({ onClose, user }: ManageUserProps) => {
  const { actions, users } = useMessages()
  const toasts = useToasts()
  const update = useUpdateUser()
  const form = useForm<Values>({
    mode: "controlled",
    initialValues: {
      role: user.role,
      active: user.active,
      lends: user.blockedAt === null,
      reason: user.blockedReason ?? ""
    },
    validate: { reason: (value) => ([...value.trim()].length > longestReason ? users.form.reasonLong : null) }
  })
  const changes = changesOf(user, form.values)
  const save = () =>
    update.mutate(
      { id: user.id, changes },
      {
        onSuccess: () => {
          toasts.done(users.form.saved(user.fullName))
          onClose()
        }
      }
    )
  return (
    <Stack>
      <form noValidate onSubmit={form.onSubmit(save)}>
        <Stack>
          <Radio.Group label={users.form.role} {...form.getInputProps("role")}>
            <Stack mt="xs" gap="xs">
              {roles.map((role) => (
                <Radio key={role} value={role} label={users.roles[role]} description={users.rolesLead[role]} />
              ))}
            </Stack>
          </Radio.Group>
          <Switch
            label={users.form.active}
            description={users.form.activeLead}
            {...form.getInputProps("active", { type: "checkbox" })}
          />
          <Switch
            label={users.form.lends}
            description={users.form.lendsLead}
            {...form.getInputProps("lends", { type: "checkbox" })}
          />
          {!form.values.lends && (
            <Textarea label={users.form.reason} autosize minRows={2} {...form.getInputProps("reason")} />
          )}
          {update.error !== null && <FailureAlert error={update.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {actions.cancel}
            </Button>
            <Button type="submit" loading={update.isPending} disabled={Object.keys(changes).length === 0}>
              {actions.save}
            </Button>
          </Group>
        </Stack>
      </form>
      <Divider />
      <Erase user={user} onClose={onClose} />
    </Stack>
  )
}
