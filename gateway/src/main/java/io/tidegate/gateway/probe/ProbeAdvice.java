package io.tidegate.gateway.probe;

import io.tidegate.gateway.probe.ProbeReport.Name;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What an operator does next, by what went wrong. Stateless.
public final class ProbeAdvice {
  private ProbeAdvice() {}

  /// What went wrong, by its name, and what to do about it.
  ///
  /// @param code always the same for the same, as the API's description lists them
  record Advice(String code, String next) {}

  /// @param sign in the cause, in small letters; a number there is no part of another one, and no
  ///   port
  private record Rule(Pattern sign, String code, String next) {
    Rule(String sign, String code, String next) {
      this(Pattern.compile("(?<!\\d|port )" + Pattern.quote(sign) + "(?!\\d)"), code, next);
    }
  }

  /// The first that fits.
  private static final List<Rule> RULES =
      List.of(
          new Rule("1401", "token", "correct the token in the stream id"),
          new Rule("1404", "stream", "correct the stream id: the peer has no such stream"),
          new Rule("401", "login", "give name and password, or correct them"),
          new Rule(
              "403", "forbidden", "the peer knows you and does not let you: allow this user there"),
          new Rule(
              "404", "path", "name and password are not the matter: correct the path of the URL"),
          new Rule(
              "454",
              "session",
              "the peer forgot the session: try again, then look for others who pull"),
          new Rule("461", "transport", "choose another transport"),
          new Rule("streamnotfound", "stream", "correct app and name, or begin to publish there"),
          new Rule(
              "netstream.play",
              "play",
              "read the server's words: it has the stream and refuses you"),
          new Rule("netconnection", "app", "correct the app, or the token in the URL"),
          new Rule(
              "does not speak", "protocol", "correct the port: another protocol answers there"),
          new Rule(
              "certificate",
              "certificate",
              "switch verifyTls off for a certificate of the peer's own"),
          new Rule("ssl", "tls", "compare rtsps/rtmps with what the port speaks"),
          new Rule("passphrase", "passphrase", "set the peer's passphrase in srt"),
          new Rule("refused", "port", "correct the port, or switch the service on at the peer"),
          new Rule(
              "is taken",
              "port-taken",
              "choose another port, or take the route away that listens there"),
          new Rule("no interface", "interface", "choose one that this machine has"),
          new Rule(
              "scrambled",
              "scrambled",
              "take it from before the encryption: there is no key for it here"),
          new Rule(
              "payload type", "payload", "let the sender pack a transport stream (MP2T, type 33)"),
          new Rule("not carried", "codec", "choose another coding at the source"),
          new Rule("offers nothing", "codec", "choose another coding at the source"));

  /// Of a source that somebody called and that said no.
  public static String next(SourceSpec source, String cause) {
    return of(source, Name.OPEN, cause).next();
  }

  /// What such a source said no for, as probes call it.
  public static String codeOf(SourceSpec source, String cause) {
    return of(source, Name.OPEN, cause).code();
  }

  /// What a failure is called where its own words are enough to tell; null where they are not.
  public static @Nullable String code(String cause) {
    String words = cause.toLowerCase(Locale.ROOT);
    return RULES.stream()
        .filter(rule -> rule.sign.matcher(words).find())
        .map(Rule::code)
        .findFirst()
        .orElse(null);
  }

  static Advice of(SourceSpec source, Name step, String cause) {
    String words = cause.toLowerCase(Locale.ROOT);
    for (Rule rule : RULES) {
      if (step != Name.RESOLVE && rule.sign.matcher(words).find()) {
        return new Advice(rule.code, rule.next);
      }
    }
    return switch (step) {
      case RESOLVE ->
          new Advice("name", "correct the name, or ask this machine's name server for it");
      case CONNECT ->
          new Advice("unreachable", "see that the peer is on, and that no firewall is in between");
      case OPEN -> new Advice("not-open", notOpen(source));
      case KEY_FRAME -> new Advice("no-picture", noPicture(source));
      case MEASURE -> new Advice("measure", "try again");
    };
  }

  private static String notOpen(SourceSpec source) {
    return source instanceof SourceSpec.SrtCall
        ? "see that the peer listens there for callers, and that UDP passes"
        : "see the peer's own log";
  }

  private static String noPicture(SourceSpec source) {
    return source instanceof SourceSpec.UdpTs
        ? "see that it is sent to this address and port, by the network of the interface"
        : "see that the source sends pictures, and that its GOP is short enough";
  }
}
