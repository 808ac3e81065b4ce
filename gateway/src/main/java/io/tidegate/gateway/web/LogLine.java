package io.tidegate.gateway.web;

import java.time.Instant;

/// One message of the log. Immutable.
///
/// @param number rises by one
/// @param level `ERROR`, `WARN`, `INFO` or `DEBUG`
/// @param logger the class that says it, without its package
/// @param text with the stack of an exception, cut off where it is long
public record LogLine(long number, Instant at, String level, String logger, String text) {}
