/** A browser without scripts: cookies by name, redirects followed by hand. */

import type { TestGateway } from './gateway.ts';

export type PageAnswer = { readonly status: number; readonly location: string; readonly text: string };

export type PageBrowser = {
  readonly jar: ReadonlyMap<string, string>;
  readonly open: (url: string, form?: Readonly<Record<string, string>>) => Promise<PageAnswer>;
  /** Up to the issuer's answer, which is not yet followed. */
  readonly signIn: (account: string) => Promise<string>;
};

/** `page` is where the sign-in leads back to. */
export function pageBrowser(gateway: Pick<TestGateway, 'apiUrl'>, page: string): PageBrowser {
  const jar = new Map<string, string>();
  const open: PageBrowser['open'] = async (url, form) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const post = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
    const reply = await fetch(new URL(url, gateway.apiUrl), { redirect: 'manual', headers: { cookie }, ...post });
    for (const line of reply.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
      if (value === '' || /max-age=0|01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return { status: reply.status, location: reply.headers.get('location') ?? '', text: await reply.text() };
  };
  const signIn = async (account: string) => {
    let { location } = await open(`/sign-in?to=${page}&issuer=dev`);
    location = (await open(location)).location;
    location = (await open(location, { account })).location;
    while (!location.includes('/sign-in/callback')) location = (await open(location)).location;
    return location;
  };
  return { jar, open, signIn };
}

/** Over TLS a cookie is the host's alone. */
export function sessionCookieOf({ apiUrl }: Pick<TestGateway, 'apiUrl'>): string {
  return `${apiUrl.startsWith('https:') ? '__Host-' : ''}countersign-page-session`;
}
