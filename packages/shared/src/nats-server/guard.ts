// A server that must not outlive its parent runs under a guard: a shell that holds the reading end
// of a pipe from the parent, which the kernel closes however the parent ends.

/**
 * - The watcher is a process of its own, so it does its duty even when the outer shell is killed.
 *   `read` is built in: killing the watcher leaves nothing behind.
 * - A server that does not obey SIGTERM within a second is killed, so all is over within two.
 * - The trap is set after the watcher is begun: one that inherits it, even for the moment before it
 *   resets it, may swallow the signal that ends it, and then nothing would ever end.
 * - `wait` also returns when the shell gets a signal; only a server that is gone ends the loop.
 */
const SCRIPT = `
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
(
  read -r _ <&3
  trap '' TERM
  kill -TERM "$server" 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 "$server" 2>/dev/null || exit
    sleep 0.1
  done
  kill -KILL "$server" 2>/dev/null
) &
watcher=$!
trap 'kill -TERM "$server" 2>/dev/null' TERM INT HUP
exec 3<&-
while :; do
  wait "$server" 2>/dev/null
  status=$?
  kill -0 "$server" 2>/dev/null || break
done
kill -TERM "$watcher" 2>/dev/null
wait "$watcher" 2>/dev/null
exit "$status"
`;

/**
 * The command line that runs `command` under the guard. Its standard input must be a pipe that only
 * the parent holds: when it closes, the command is ended. It ends with the command's own status
 * (128 + n after signal n), and then nothing of the guard is left.
 */
export function guarded(command: readonly string[]): readonly [string, ...string[]] {
  return ['sh', '-c', SCRIPT, 'nats-server-guard', ...command];
}
