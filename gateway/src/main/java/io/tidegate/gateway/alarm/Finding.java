package io.tidegate.gateway.alarm;

/// Something that is wrong at this moment. Immutable.
///
/// @param subject the stream, part or machine, one of its kind at a time
/// @param message in words, with figures; no secrets
public record Finding(AlarmKind kind, String subject, String message) {}
