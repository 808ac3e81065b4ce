package io.tidegate.gateway.access;

import io.tidegate.gateway.access.hook.AuthHook;
import io.tidegate.gateway.access.jwt.Jwts;
import io.tidegate.gateway.auth.Identities;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.TryLaterException;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.Refusal;
import java.util.Optional;
import java.util.stream.Stream;

/// What users, API tokens, signed URLs and JWTs may publish and play, by the credentials that
/// somebody shows. Any thread.
///
/// An API token and a signed URL are known at once, a JWT and a password take their time.
public final class MediaRights {
  private static final Admission.Refused NOTHING_SHOWN =
      new Admission.Refused(
          Refusal.NOT_AUTHORISED, "a user's name and password, or a token, are needed here");

  private static final Admission.Refused WRONG =
      new Admission.Refused(Refusal.NOT_AUTHORISED, "the token, or name and password, are wrong");

  private volatile @Nullable SignedUrls signed;
  private volatile @Nullable Jwts jwts;
  private volatile @Nullable AuthHook hook;
  private volatile @Nullable Identities identities;

  /// Who is who, once it is known; before, nobody is anybody.
  public void follow(Identities known) {
    identities = known;
  }

  /// From here on signed URLs let in, too.
  void accept(SignedUrls urls) {
    signed = urls;
  }

  /// From here on JSON Web Tokens let in, too.
  void accept(Jwts tokens) {
    jwts = tokens;
  }

  /// From here on the hook is asked.
  void accept(AuthHook asked) {
    hook = asked;
  }

  /// Whether there is a hook to be asked.
  public boolean hasHook() {
    return hook != null;
  }

  /// As the hook says.
  public Admission ofHook(AccessRequest request) {
    AuthHook asked = hook;
    return asked == null
        ? new Admission.Refused(Refusal.NOT_ALLOWED, "there is no auth-hook that could say yes")
        : new Admission.Pending(told -> asked.ask(request, told));
  }

  /// Whether anybody can show who he is.
  public boolean hasUsers() {
    Identities known = identities;
    return known != null && known.hasUsers();
  }

  /// By a signed URL, an API token or a JWT; null when none is shown.
  public @Nullable Admission ofSecret(AccessRequest request) {
    SignedUrls urls = signed;
    if (urls != null && SignedUrl.isIn(request.shown().parameters())) {
      return urls.of(request);
    }
    Identities known = identities;
    if (known != null) {
      for (String secret : request.shown().secrets()) {
        Principal principal = known.ofToken(secret);
        if (principal != null) {
          return judged(known, principal, request);
        }
      }
    }
    Jwts tokens = jwts;
    String jwt = tokens == null ? null : jwt(request.shown());
    return tokens == null || jwt == null
        ? null
        : new Admission.Pending(told -> tokens.ask(jwt, request, told));
  }

  /// MediaMTX's parameter stands beside the ways of other tokens.
  private static @Nullable String jwt(Credentials shown) {
    return Stream.concat(shown.secrets().stream(), Stream.ofNullable(shown.parameters().get("jwt")))
        .filter(Jwts::isLike)
        .findFirst()
        .orElse(null);
  }

  /// By whatever can be shown: a signed URL, an API token, a JWT, a user's password.
  public Admission of(AccessRequest request) {
    Admission bySecret = ofSecret(request);
    if (bySecret != null) {
      return bySecret;
    }
    Identities known = identities;
    Credentials shown = request.shown();
    if (shown.isEmpty()) {
      return NOTHING_SHOWN;
    }
    if (known == null || shown.user().isEmpty() || shown.password().isEmpty()) {
      return WRONG;
    }
    return new Admission.Pending(told -> {
      var _ =
          known
              .ofPassword(shown.user(), shown.password(), request.host())
              .whenComplete((found, failure) ->
                  told.accept(failure == null ? judged(known, found, request) : failed(failure)));
    });
  }

  private static Admission.Settled judged(
      Identities known, Optional<Principal> found, AccessRequest request) {
    return found.isPresent() ? judged(known, found.get(), request) : WRONG;
  }

  private static Admission.Settled judged(
      Identities known, Principal principal, AccessRequest request) {
    boolean may =
        switch (request.action()) {
          case PUBLISH -> principal.mayPublish(request.key());
          case PLAY -> request.isCoveredBy(principal::mayPlay);
        };
    if (may) {
      return new Admission.Granted(
          principal.toString(), principal.until(), () -> known.holds(principal));
    }
    String who = principal.role().label();
    String why = principal.scope().isAll() ? "" : ", or not this stream";
    return new Admission.Refused(
        Refusal.NOT_ALLOWED,
        "the " + who + " " + principal + " may not " + request.action().label() + why);
  }

  /// Nobody is let in because something broke.
  private static Admission.Settled failed(Throwable failure) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (one instanceof TryLaterException later) {
        return new Admission.Refused(
            later.isLocked() ? Refusal.PEER_LIMIT : Refusal.LIMIT_REACHED,
            later.getMessage() + "; again in " + later.waitSeconds() + " s");
      }
    }
    return new Admission.Refused(Refusal.LIMIT_REACHED, "who that is cannot be looked up now");
  }
}
