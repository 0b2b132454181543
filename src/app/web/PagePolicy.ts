/** What stands in the built page where each answer has a nonce of its own. */
export const noncePlaceholder = "__CSP_NONCE__"

/**
 * What the page may load, run and be shown in: its own files, styles that carry the nonce of this answer, and nothing
 * written into the page from elsewhere. `'self'` of connections covers the web socket to the same host.
 */
export const contentPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'"
  ].join("; ")

/** What of the reader's machine the page asks for: nothing. */
export const permissionsPolicy = [
  "accelerometer",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "hid",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "serial",
  "usb"
]
  .map((feature) => `${feature}=()`)
  .join(", ")
