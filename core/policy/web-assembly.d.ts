/** What of the engine's WebAssembly the policy engine uses; no type library without a browser's names has it. */
declare namespace WebAssembly {
  function compile(bytes: Uint8Array): Promise<Module>;
}
