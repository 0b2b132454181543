/**
 * Tokens that the text may need: more than nearly every tokenizer makes of it, so that what fits by this count fits.
 * Three ASCII characters count as one token (English prose has about four), any other character as one.
 */
export const countTokens = (text: string): number => {
  let ascii = 0
  let other = 0
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) < 128) ascii++
    else other++
  }
  return Math.ceil(ascii / 3) + other
}

/**
 * Tokens that the text needs at least. Tokenizers split at spaces, so a word is never less than one token; a fifth is
 * taken off for the odd merge. What does not fit by this count cannot fit.
 */
export const countTokensAtLeast = (text: string): number => {
  let words = 0
  for (const _ of text.matchAll(/\p{L}+/gu)) words++
  return Math.floor(words * 0.8)
}
