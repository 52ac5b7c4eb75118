/** Refuses requests that a web page could have caused: a foreign Host (DNS rebinding) or a foreign Origin (threats 24). */

type Addressed = { readonly headers: { readonly host?: string | undefined; readonly origin?: string | undefined } };

/** Whether Host names one of these authorities, and Origin, if there is one, the same. */
export function isOwnHost(request: Addressed, hosts: readonly string[]): boolean {
  const { host, origin } = request.headers;
  if (host === undefined || !hosts.includes(host)) return false;
  return origin === undefined || hosts.some((own) => origin === `http://${own}`);
}
