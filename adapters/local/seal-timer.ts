/** Runs the sealer of one machine every some seconds, never twice at once; what fails is said, and tried again the next time. */

export type SealTimer = {
  /** Stops the timer and waits for a run under way. */
  readonly stop: () => Promise<void>;
};

export type SealTimerOptions = {
  readonly seal: () => Promise<unknown>;
  readonly everySeconds: number;
  readonly failed: (thrown: unknown) => void;
};

export function startSealTimer({ seal, everySeconds, failed }: SealTimerOptions): SealTimer {
  let running: Promise<void> | undefined;
  const run = async () => {
    try {
      await seal();
    } catch (thrown) {
      failed(thrown);
    }
    running = undefined;
  };
  const timer = setInterval(() => {
    running ??= run();
  }, everySeconds * 1000);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
