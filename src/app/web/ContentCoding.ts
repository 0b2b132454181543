/** Codings that files lie ready in, the smaller first, and how their files end. */
export const codings = [
  { coding: "br", ending: ".br" },
  { coding: "gzip", ending: ".gz" }
] as const

/** Whether a header such as `gzip, br;q=0` takes a coding. Source: RFC 9110, section 12.5.3. */
const takes = (header: string, coding: string): boolean => {
  const weights = new Map(
    header.split(",").map((text) => {
      const [name = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase())
      return [name, parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) ? 0 : 1]
    })
  )
  return (weights.get(coding) ?? weights.get("*") ?? 0) > 0
}

/** The first of the forms that the caller takes, else the one without a coding. */
export const chosen = <Form extends { readonly coding: string }>(
  forms: ReadonlyArray<Form>,
  plain: Form,
  acceptEncoding = ""
): Form => forms.find(({ coding }) => takes(acceptEncoding, coding)) ?? plain
