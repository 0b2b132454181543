import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const UploadPage = () => {
  const { upload } = useMessages()
  return <PageTitle title={upload.title} />
}

export const route = createLazyRoute("/inside/desk/upload")({ component: UploadPage })
