/** The client's name in a user agent (RFC 9110 §10.1.5): its first product, without the version. */

/** Tools that put their toolkit's name first and their own behind it. */
const named = /\b(Terraform|Pulumi|OpenTofu)\//;

/** `aws-cli/2.31.0 md/awscrt#0.27` → `aws-cli`; `undefined` for no user agent. */
export function clientName(userAgent: string | undefined): string | undefined {
  if (userAgent === undefined) return undefined;
  return named.exec(userAgent)?.[1] ?? userAgent.split(/[/\s]/, 1)[0]?.slice(0, 64);
}
