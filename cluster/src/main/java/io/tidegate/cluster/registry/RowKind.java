package io.tidegate.cluster.registry;

/// What rows are about.
public enum RowKind {
  SESSION,
  STREAM,
  LINK,
  WORKER
}
