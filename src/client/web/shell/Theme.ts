import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core"

/** The blue of deep water, from the lightest to the darkest. */
const harbour: MantineColorsTuple = [
  "#eef6f9",
  "#d9e9ef",
  "#aed1de",
  "#80b8cd",
  "#5ca4be",
  "#4697b6",
  "#3a8aab",
  "#2b7390",
  "#1f5d76",
  "#124759"
]

/** How everything looks. Shades are such that text on them has the contrast that WCAG AA asks for. */
export const theme = createTheme({
  primaryColor: "harbour",
  primaryShade: { light: 8, dark: 7 },
  colors: { harbour },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  // The heading of a dialog is not the banner of the page.
  components: {
    Badge: { defaultProps: { tt: "none" } },
    Modal: { defaultProps: { attributes: { header: { role: "presentation" } } } },
    Drawer: { defaultProps: { attributes: { header: { role: "presentation" } } } }
  },
  focusRing: "auto",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  headings: { fontFamily: "Charter, 'Bitstream Charter', 'Iowan Old Style', Georgia, serif", fontWeight: "600" }
})

/** Greys that are dark, or light, enough to be read. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5a6570",
    "--mantine-color-placeholder": "#66707a",
    "--mantine-color-error": "#b3261e"
  },
  dark: {
    "--mantine-color-dimmed": "#a9b1b8",
    "--mantine-color-placeholder": "#9aa2a9",
    "--mantine-color-error": "#ff8a80"
  }
})
