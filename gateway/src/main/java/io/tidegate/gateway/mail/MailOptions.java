package io.tidegate.gateway.mail;

import io.tidegate.gateway.config.Token;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// By whom and to whom mail goes. Immutable.
///
/// @param user empty for a server that asks for none
/// @param authorities PEM certificates that are trusted, null for those that Java trusts
/// @param perHour most letters in an hour; what is over comes in one letter
/// @param reminder so often open alarms that nobody has taken on are told again, zero for never
public record MailOptions(
    Server server,
    String user,
    Token password,
    String from,
    List<String> to,
    int perHour,
    Duration reminder,
    @Nullable Path authorities) {
  /// How the connection is protected.
  public enum Security {
    /// RFC 3207; a server that does not offer it gets nothing.
    STARTTLS,
    /// From the first octet, RFC 8314 §3.3.
    TLS,
    NONE
  }

  /// @param port 1 to 65535
  public record Server(String host, int port, Security security) {}

  public MailOptions {
    to = List.copyOf(to);
  }
}
