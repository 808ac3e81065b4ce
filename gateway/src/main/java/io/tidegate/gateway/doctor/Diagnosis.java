package io.tidegate.gateway.doctor;

import io.tidegate.media.Nullable;

/// One thing that is found with a route. Immutable; no secrets.
///
/// @param code for programs, never another one for the same thing
/// @param says what is, with figures, in a sentence
/// @param fix what to do about it, in a sentence
/// @param cause why a source said no, as probes call it; null of everything else
public record Diagnosis(
    String code, Severity severity, String says, String fix, @Nullable String cause) {
  Diagnosis(String code, Severity severity, String says, String fix) {
    this(code, severity, says, fix, null);
  }
}
