/** Makes what says a number of things: each language has its own forms. */
export const plural = (language: string) => {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return (count: number, forms: { readonly one: string; readonly other: string }): string =>
    (rules.select(count) === "one" ? forms.one : forms.other).replace("#", numbers.format(count))
}
