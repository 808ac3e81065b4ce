package io.tidegate.gateway.probe;

import io.tidegate.gateway.probe.ProbeReport.Name;
import io.tidegate.gateway.route.SourceSpec;
import java.util.List;
import java.util.Locale;

/// What an operator does next, by what went wrong. Stateless.
public final class ProbeAdvice {
  private ProbeAdvice() {}

  /// @param sign in the cause, in small letters
  private record Rule(String sign, String next) {}

  /// The first that fits.
  private static final List<Rule> RULES =
      List.of(
          new Rule("401", "give name and password, or correct them"),
          new Rule("403", "the peer knows you and does not let you: allow this user there"),
          new Rule("404", "name and password are not the matter: correct the path of the URL"),
          new Rule("454", "the peer forgot the session: try again, then look for others who pull"),
          new Rule("461", "choose another transport"),
          new Rule("streamnotfound", "correct app and name, or begin to publish there"),
          new Rule("netstream.play", "read the server's words: it has the stream and refuses you"),
          new Rule("netconnection", "correct the app, or the token in the URL"),
          new Rule("does not speak", "correct the port: another protocol answers there"),
          new Rule("certificate", "switch verifyTls off for a certificate of the peer's own"),
          new Rule("ssl", "compare rtsps/rtmps with what the port speaks"),
          new Rule("passphrase", "set the peer's passphrase in srt"),
          new Rule("1401", "correct the token in the stream id"),
          new Rule("1404", "correct the stream id: the peer has no such stream"),
          new Rule("refused", "correct the port, or switch the service on at the peer"),
          new Rule("is taken", "choose another port, or take the route away that listens there"),
          new Rule("no interface", "choose one that this machine has"),
          new Rule("scrambled", "take it from before the encryption: there is no key for it here"),
          new Rule("payload type", "let the sender pack a transport stream (MP2T, type 33)"),
          new Rule("not carried", "choose another coding at the source"),
          new Rule("offers nothing", "choose another coding at the source"));

  /// Of a source that somebody called and that said no.
  public static String next(SourceSpec source, String cause) {
    return next(source, Name.OPEN, cause);
  }

  static String next(SourceSpec source, Name step, String cause) {
    String words = cause.toLowerCase(Locale.ROOT);
    for (Rule rule : RULES) {
      if (step != Name.RESOLVE && words.contains(rule.sign)) {
        return rule.next;
      }
    }
    return switch (step) {
      case RESOLVE -> "correct the name, or ask this machine's name server for it";
      case CONNECT -> "see that the peer is on, and that no firewall is in between";
      case OPEN ->
          source instanceof SourceSpec.SrtCall
              ? "see that the peer listens there for callers, and that UDP passes"
              : "see the peer's own log";
      case KEY_FRAME ->
          source instanceof SourceSpec.UdpTs
              ? "see that it is sent to this address and port, by the network of the interface"
              : "see that the source sends pictures, and that its GOP is short enough";
      case MEASURE -> "try again";
    };
  }
}
