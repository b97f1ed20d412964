// A cluster within one process, for a machine without a nats-server: the bus in memory, the log in
// a file, one coordinator, one worker. Other processes reach its bus over a socket in its folder.
export {};
