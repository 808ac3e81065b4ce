package io.tidegate.media;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Secrets inside a longer text, known by the names of their parameters: `?token=…` of a URL, `s=…`
/// of a stream id. Rather too much of a text counts as secret than too little. Stateless, any
/// thread.
///
/// A parameter is one whose name, in whatever case, ends with `pass`, `passwd`, `password`,
/// `passphrase`, `pwd`, `token`, `key`, `secret`, `auth`, `authorization`, `sig`, `signature`,
/// `credential`, `credentials` or `jwt`, or is `pw`, `psw`, `sign`, `hmac` or `hash`; a number may
/// follow.
public enum SecretParameters {
  /// In the query or the path, and before `@`. A value ends at `&` alone: operators write passwords
  /// as they are. RFC 3986 §3.2.1, §3.4
  URL(Syntax.USER_INFO, Syntax.named("") + "=(?<secret>[^&]+)"),

  /// In every spelling that `io.tidegate.srt.StreamId` knows, encoded as a whole, too. SRT Access
  /// Control Guidelines, "Standard keys"
  STREAM_ID(
      "^(?:publish|read|request|play):[^:]*+:[^:]*+:(?<secret>[^:]+)",
      Syntax.named("|s") + "(?:[=:]|%3D|%3A)(?<secret>[^&,]++(?:,(?!\\w+[=:])[^&,]*+)*+)"),

  /// What a peer says, with a URL in it perhaps. A value ends at a blank or a quotation mark, too.
  MESSAGE(Syntax.USER_INFO, Syntax.named("") + "=(?<secret>[^&\\s\"']+)");

  /// What is shown in place of a secret.
  public static final String MASK = "********";

  private final Pattern byPlace;
  private final Pattern byName;

  SecretParameters(String byPlace, String byName) {
    this.byPlace = Pattern.compile(byPlace, Pattern.CASE_INSENSITIVE);
    this.byName = Pattern.compile(byName, Pattern.CASE_INSENSITIVE);
  }

  private static final class Syntax {
    /// No sender of a multicast group, which has brackets.
    private static final String USER_INFO = "://[^/\\s:@\\[]*+:(?<secret>[^/\\s@]+)@";

    /// @param more names, each behind `|`
    private static String named(String more) {
      return "(?:^|[^a-z0-9]|%[0-9a-f]{2})(?:[a-z]*(?:pass|passwd|password|passphrase|pwd|token|key"
          + "|secret|auth|authorization|sig|signature|credentials?|jwt)|pw|psw|sign|hmac|hash"
          + more
          + ")\\d*";
    }
  }

  /// `text` with each of its secrets replaced: first those known by their place, then those known
  /// by their name, which may hold some of the former. A replacement of letters, digits, `.`, `-`
  /// and `_` is found again by [#mapBack].
  public String map(String text, UnaryOperator<String> replaced) {
    return map(byName, map(byPlace, text, replaced), replaced);
  }

  /// What [#map] replaced replaced again, in the opposite order: whatever the text was, the
  /// opposite of `replaced` gives it back. (In one walk a secret that lost its `/` could end
  /// somewhere else.)
  public String mapBack(String text, UnaryOperator<String> replaced) {
    return map(byPlace, map(byName, text, replaced), replaced);
  }

  private static String map(Pattern pattern, String text, UnaryOperator<String> replaced) {
    Matcher found = pattern.matcher(text);
    StringBuilder result = new StringBuilder();
    int done = 0;
    while (found.find()) {
      result.append(text, done, found.start("secret"));
      result.append(replaced.apply(found.group("secret")));
      done = found.end("secret");
    }
    return result.append(text, done, text.length()).toString();
  }

  /// `text` with [#MASK] for each of its secrets.
  public String mask(String text) {
    return map(text, _ -> MASK);
  }

  /// The secrets of `text`, as they are written in it.
  public Set<String> values(String text) {
    Set<String> values = new LinkedHashSet<>();
    map(
        text,
        secret -> {
          values.add(secret);
          return secret;
        });
    return values;
  }

  /// Whether a secret of `text` is the mask.
  public boolean isMasked(String text) {
    return text.contains(MASK) && values(text).contains(MASK);
  }
}
