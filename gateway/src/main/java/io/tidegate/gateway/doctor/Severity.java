package io.tidegate.gateway.doctor;

import java.util.Locale;

/// How much a finding hurts, the worst first.
public enum Severity {
  /// Somebody sees or hears nothing.
  CRITICAL,
  /// It works, and not well, or not for long.
  WARNING,
  /// Worth to know.
  NOTE;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
