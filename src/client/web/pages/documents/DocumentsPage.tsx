import { Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core"
import { useDebouncedValue, useDisclosure } from "@mantine/hooks"
import { IconPlus, IconSearch } from "@tabler/icons-react"
import { createLazyRoute } from "@tanstack/react-router"
import { useState } from "react"
import { useMessages } from "../../messages/Messages.tsx"
import { Endless } from "../../parts/Endless.tsx"
import { Nothing } from "../../parts/Nothing.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { AddDocument } from "./AddDocument.tsx"
import { DocumentCard } from "./DocumentCard.tsx"
import { useDocuments, type Whose } from "./DocumentQueries.ts"
import "./documents.css"

const whoseOf = (text: string): Whose => (text === "mine" || text === "others" ? text : "everybody")

const DocumentsPage = () => {
  const { documents } = useMessages()
  const [words, setWords] = useState("")
  const [q] = useDebouncedValue(words.trim(), 250)
  const [whose, setWhose] = useState<Whose>("everybody")
  const [isAdding, { close, open }] = useDisclosure()
  const query = useDocuments(q, whose)
  const addButton = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
      {documents.add}
    </Button>
  )
  return (
    <>
      <PageTitle title={documents.title} lead={documents.lead}>
        {addButton}
      </PageTitle>
      <Group mb="lg" align="flex-end">
        <TextInput
          type="search"
          label={documents.searchTitles}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          style={{ flex: "1 1 240px" }}
        />
        <SegmentedControl
          aria-label={documents.whose}
          value={whose}
          onChange={(value) => setWhose(whoseOf(value))}
          data={[
            { value: "everybody", label: documents.everybody },
            { value: "mine", label: documents.mine },
            { value: "others", label: documents.others }
          ]}
        />
      </Group>
      <Endless
        query={query}
        empty={
          q === "" ? (
            <Nothing title={documents.nothing}>
              <Text c="dimmed">{documents.nothingHint}</Text>
            </Nothing>
          ) : (
            <Nothing title={documents.nothingFound} />
          )
        }
      >
        {(items) => (
          <Stack component="ul" className="document-list">
            {items.map((document) => (
              <DocumentCard key={document.id} document={document} />
            ))}
          </Stack>
        )}
      </Endless>
      <AddDocument isOpen={isAdding} onClose={close} />
    </>
  )
}

export const route = createLazyRoute("/inside/documents")({ component: DocumentsPage })
