/** Text → percent-encoded UTF-8 with only RFC 3986's unreserved characters bare, as AWS signs and reads it. */

export function escapeText(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
}
