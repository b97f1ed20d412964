// Those who wait for this coordinator to lead.

export interface LeadWaiters {
  /** Resolves at the next election; rejects once it can never come. */
  wait(): Promise<void>;
  elected(): void;
  fail(error: Error): void;
}

export function createLeadWaiters(): LeadWaiters {
  let waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  let failed: Error | undefined;
  return {
    wait: () =>
      failed === undefined
        ? new Promise((resolve, reject) => waiting.push({ resolve, reject }))
        : Promise.reject(failed),
    elected() {
      for (const one of waiting) one.resolve();
      waiting = [];
    },
    fail(error) {
      failed = error;
      for (const one of waiting) one.reject(error);
      waiting = [];
    },
  };
}
