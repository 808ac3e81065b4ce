package io.tidegate.gateway.config;

import io.tidegate.gateway.mail.MailOptions;
import io.tidegate.media.Nullable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Reads who is told of alarms by mail. Stateless.
final class MailReader {
  /// What every mail server takes; names that are shown beside it are left out.
  private static final Pattern ADDRESS =
      Pattern.compile("[!-~&&[^@,<>\"]]{1,64}@[!-~&&[^@,<>\"]]{1,255}");

  /// A list of people is an address of the mail server's.
  private static final int MAX_TO = 20;

  private MailReader() {}

  /// Null where nobody is told.
  static @Nullable MailOptions read(SettingsReader settings, Token password)
      throws ConfigException {
    String host = settings.text("mail.host");
    if (host.isEmpty()) {
      return null;
    }
    String authorities = settings.text("mail.tls-authorities");
    return new MailOptions(
        new MailOptions.Server(
            host,
            settings.number("mail.port"),
            MailOptions.Security.valueOf(settings.text("mail.security").toUpperCase(Locale.ROOT))),
        settings.text("mail.user"),
        password,
        addresses(settings, "mail.from", 1).getFirst(),
        addresses(settings, "mail.to", MAX_TO),
        settings.number("mail.per-hour"),
        Duration.ofHours(settings.number("mail.reminder-hours")),
        authorities.isEmpty() ? null : settings.path("mail.tls-authorities"));
  }

  private static List<String> addresses(SettingsReader settings, String path, int most)
      throws ConfigException {
    List<String> addresses =
        Arrays.stream(settings.text(path).split(",", -1)).map(String::strip).toList();
    if (addresses.size() > most
        || !addresses.stream().allMatch(one -> ADDRESS.matcher(one).matches())) {
      throw settings.problem(
          path,
          most == 1
              ? "an address such as gate@example.com"
              : "1 to " + most + " addresses such as eva@example.com");
    }
    return addresses;
  }
}
