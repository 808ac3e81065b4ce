package io.tidegate.gateway.config;

/// One value as it was written. Immutable.
///
/// @param where file, line and key, or the variable: what messages start with
record Value(String text, String where) {
  /// The error that this value is.
  ConfigException expected(String what) {
    return new ConfigException(where + ": expected " + what);
  }

  /// Nothing is written.
  boolean isEmpty() {
    return text.isEmpty();
  }
}
