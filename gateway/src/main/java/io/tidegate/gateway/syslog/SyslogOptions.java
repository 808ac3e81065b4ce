package io.tidegate.gateway.syslog;

import io.tidegate.media.Nullable;
import java.nio.file.Path;

/// What is sent to syslog, and how. Immutable.
///
/// @param logs whether the log is sent
/// @param audits whether the audit log is
/// @param facility of the log, 0 to 23; the audit log has one of its own
/// @param authorities PEM certificates that are trusted over TLS, null for those that Java trusts
public record SyslogOptions(
    SyslogTarget target, boolean logs, boolean audits, int facility, @Nullable Path authorities) {}
