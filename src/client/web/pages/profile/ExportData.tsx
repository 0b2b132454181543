import { Button, Group, Stack } from "@mantine/core"
import { IconDownload } from "@tabler/icons-react"
import { useMutation } from "@tanstack/react-query"
import { Schema } from "effect"
import { PersonalExport } from "#contract/identity/PersonalData.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { save } from "../../parts/Download.ts"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Section } from "../../parts/Section.tsx"
import { useToasts } from "../../parts/Toasts.ts"

const encode = Schema.encodeSync(PersonalExport)

/** Everything that the library keeps of the person, to take away. */
export const ExportData = () => {
  const words = useMessages().profile.export
  const { call } = useConnection()
  const toasts = useToasts()
  const download = useMutation({
    mutationFn: () => call((api) => api.profile.export(), { patience: "5 minutes" }),
    onSuccess: (data) => {
      const encoded = encode(data)
      const day = encoded.exportedAt.slice(0, 10)
      save(new Blob([JSON.stringify(encoded, null, 2)], { type: "application/json" }), `luminalib-${day}.json`)
      toasts.done(words.done)
    }
  })
  return (
    <Section title={words.title} lead={words.lead}>
      <Stack>
        {download.error !== null && <FailureAlert error={download.error} onRetry={() => download.mutate()} />}
        <Group>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={download.isPending}
            onClick={() => download.mutate()}
          >
            {words.download}
          </Button>
        </Group>
      </Stack>
    </Section>
  )
}
