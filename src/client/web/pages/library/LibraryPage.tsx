import { Anchor, Stack } from "@mantine/core"
import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { Section } from "../../parts/Section.tsx"
import { LendingRules } from "./LendingRules.tsx"
import { LibraryName } from "./LibraryName.tsx"
import { useOrganization } from "./LibraryQueries.ts"
import { ModelUsage } from "./ModelUsage.tsx"
import { Recommender } from "./Recommender.tsx"

const LibraryPage = () => {
  const { library } = useMessages()
  const { date } = useFormats()
  const organization = useOrganization()
  const { data } = organization
  return (
    <Stack maw={820} gap="lg">
      <PageTitle
        title={library.title}
        {...(data === undefined ? {} : { heading: data.name, lead: library.lead(data.plan, date(data.createdAt)) })}
      />
      <Loaded query={organization}>
        {(shown) => (
          <>
            <LibraryName organization={shown} />
            <LendingRules policy={shown.policy} />
            <ModelUsage budget={shown.policy.tokenBudgetPerMonth} />
          </>
        )}
      </Loaded>
      <Recommender />
      <Section title={library.api.title} lead={library.api.lead}>
        <Anchor href="/api/docs" className="tall-link">
          {library.api.docs}
        </Anchor>
      </Section>
    </Stack>
  )
}

export const route = createLazyRoute("/inside/admin/library")({ component: LibraryPage })
