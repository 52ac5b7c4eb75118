/** Types of the one function of `aws4` that tests use. */
declare module 'aws4' {
  type Aws4Request = {
    service: string;
    region: string;
    method: string;
    host: string;
    path: string;
    headers: Record<string, string>;
    body?: string | Buffer;
  };
  type Aws4Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  const aws4: { sign(request: Aws4Request, credentials: Aws4Credentials): Aws4Request };
  // biome-ignore lint/style/noDefaultExport: the package is CommonJS, and this is how Node gives it.
  export default aws4;
}
