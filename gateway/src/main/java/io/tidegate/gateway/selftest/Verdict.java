package io.tidegate.gateway.selftest;

/// What a look has found.
public enum Verdict {
  OK,
  /// It works, but not as well or not for as long as it should.
  WARNING,
  FAILED,
  UNKNOWN
}
