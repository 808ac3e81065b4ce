package io.tidegate.rtsp.message;

import io.tidegate.media.Nullable;
import java.util.List;
import java.util.function.Supplier;

/// A client's answers to a server's challenges. Loop-confined.
///
/// 1. [#authorization] before each request: null until the server has asked.
/// 2. [#challenged] when a request was answered with 401; true: send it again.
///
/// The first challenge offered is answered first. Servers that refuse it and offer more than one
/// are tried with the next: some offer a Digest that they cannot check (go2rtc issue 2232).
public final class Authenticator {
  private final Credentials login;
  private final Supplier<String> clientNonces;
  private List<Challenge> untried = List.of();
  private @Nullable Challenge current;
  private boolean asked;
  private int uses;

  /// @param clientNonces fresh random text each time
  public Authenticator(Credentials login, Supplier<String> clientNonces) {
    this.login = login;
    this.clientNonces = clientNonces;
  }

  /// The value of `Authorization`, null when there is nothing to say yet.
  public @Nullable String authorization(String method, String uri) {
    return switch (current) {
      case null -> null;
      case Challenge.Basic _ -> login.basic();
      case Challenge.Digest digest -> digest(digest, method, uri);
    };
  }

  /// The server answered 401. False: no use in trying again.
  ///
  /// @param offered [Challenge#parseAll] of its headers
  public boolean challenged(List<Challenge> offered) {
    if (login.isEmpty() || offered.isEmpty()) {
      return false;
    }
    Challenge.Digest stale = current == null ? null : stale(offered);
    if (stale != null) {
      boolean isNew = !stale.equals(current);
      use(stale);
      return isNew;
    }
    if (!asked) {
      asked = true;
      untried = List.copyOf(offered);
    }
    if (untried.isEmpty()) {
      return false;
    }
    // the scheme was chosen at the first 401; its nonce is the newest
    Challenge wanted = untried.getFirst();
    untried = untried.subList(1, untried.size());
    use(newest(wanted, offered));
    return true;
  }

  /// The request was not answered with 401: another 401 later is a new question.
  public void accepted() {
    asked = false;
    untried = List.of();
  }

  /// Of a server that knows us and wants a newer nonce; null when there is none.
  private static Challenge.@Nullable Digest stale(List<Challenge> offered) {
    for (Challenge challenge : offered) {
      if (challenge instanceof Challenge.Digest digest && digest.stale()) {
        return digest;
      }
    }
    return null;
  }

  private static Challenge newest(Challenge wanted, List<Challenge> offered) {
    return offered.stream().filter(one -> isSameScheme(one, wanted)).findFirst().orElse(wanted);
  }

  private static boolean isSameScheme(Challenge one, Challenge other) {
    return switch (one) {
      case Challenge.Basic _ -> other instanceof Challenge.Basic;
      case Challenge.Digest digest ->
          other instanceof Challenge.Digest that
              && digest.algorithm() == that.algorithm()
              && digest.session() == that.session();
    };
  }

  private void use(Challenge challenge) {
    current = challenge;
    uses = 0;
  }

  private String digest(Challenge.Digest challenge, String method, String uri) {
    uses++;
    DigestAnswer.NonceUse use = new DigestAnswer.NonceUse(uses, clientNonces.get());
    String response = DigestAnswer.response(challenge, login, method, uri, use);
    StringBuilder text = new StringBuilder("Digest username=");
    text.append(Parameters.quoted(login.user()));
    text.append(", realm=").append(Parameters.quoted(challenge.realm()));
    text.append(", nonce=").append(Parameters.quoted(challenge.nonce()));
    text.append(", uri=").append(Parameters.quoted(uri));
    text.append(", response=\"").append(response).append('"');
    if (challenge.opaque() != null) {
      text.append(", opaque=").append(Parameters.quoted(challenge.opaque()));
    }
    // old cameras that offered no algorithm stumble over one
    if (challenge.algorithm() != DigestAlgorithm.MD5 || challenge.session()) {
      text.append(", algorithm=").append(challenge.algorithm().label());
      text.append(challenge.session() ? "-sess" : "");
    }
    if (challenge.qopAuth()) {
      text.append(", qop=auth, nc=").append(use.countText());
    }
    if (challenge.qopAuth() || challenge.session()) {
      text.append(", cnonce=").append(Parameters.quoted(use.clientNonce()));
    }
    return text.toString();
  }
}
