/** An error that the sandbox answers as AWS does: a code, an HTTP status, a message. The protocol of the request gives it its form. */
export class SandboxError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'SandboxError';
    this.code = code;
    this.status = status;
  }
}
