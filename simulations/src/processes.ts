// placeholder of real processes for now
export async function runProcesses(_: { readonly seconds: number; readonly seed: string; readonly json: boolean }, print: (line: string) => void): Promise<number> {
  print('not yet');
  return 1;
}
