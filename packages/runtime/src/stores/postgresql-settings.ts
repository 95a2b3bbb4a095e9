/**
 * Settings of the embedded server: as durable as PostgreSQL is by default, but small. Twenty-five connections and the
 * server itself are meant to fit into some 80 MB.
 */
export const postgresqlSettings: Readonly<Record<string, string>> = {
  cluster_name: 'temblor',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',

  // Memory, and processes that nothing here needs.
  shared_buffers: '16MB',
  wal_buffers: '1MB',
  work_mem: '2MB',
  maintenance_work_mem: '16MB',
  huge_pages: 'off',
  jit: 'off',
  io_method: 'sync',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  max_logical_replication_workers: '0',
  max_wal_senders: '0',
  wal_level: 'minimal',
  autovacuum_max_workers: '1',
  autovacuum_naptime: '15s',
  // Segments of shared memory as files of the data folder: they go with it after a SIGKILL.
  dynamic_shared_memory_type: 'mmap',

  // What was acknowledged is on the disk.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  min_wal_size: '8MB',
  max_wal_size: '128MB',

  // A client that is gone must not hold its locks for long.
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  client_connection_check_interval: '1s',

  // The password is 32 random bytes: iterations against guessing would only slow each connection.
  password_encryption: 'scram-sha-256',
  scram_iterations: '64',

  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_min_error_statement: 'panic',
  log_line_prefix: '%m [%p] ',
  update_process_title: 'off',
};
