package io.tidegate.gateway.doctor;

/// One thing that is found with a route. Immutable; no secrets.
///
/// @param code for programs, never another one for the same thing
/// @param says what is, with figures, in a sentence
/// @param fix what to do about it, in a sentence
public record Diagnosis(String code, Severity severity, String says, String fix) {}
