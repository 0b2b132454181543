import { useRouterState } from "@tanstack/react-router"
import { useEffect, useRef } from "react"

/** Where the page stands in the window is for the router to say, who knows where it stood before. */
const focus = (): boolean => {
  const heading = document.getElementById("page-title")
  heading?.focus({ preventScroll: true })
  return heading !== null
}

/**
 * Whoever goes to another page starts at its heading, as after loading a page: screen readers read it out. A heading that
 * is still to come is waited for, unless somebody begins to type meanwhile.
 */
export const useFocusOnHeading = () => {
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname })
  const before = useRef(path)
  useEffect(() => {
    const isSame = before.current === undefined || before.current === path
    before.current = path
    if (isSame || focus()) return
    const observer = new MutationObserver(() => {
      if (document.activeElement instanceof HTMLInputElement || focus()) observer.disconnect()
    })
    observer.observe(document.body, { childList: true, subtree: true })
    return () => observer.disconnect()
  }, [path])
}
